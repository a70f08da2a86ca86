import { testCalls } from '../calls.js';

testCalls('operator_calls');
