import { testScenes } from './scenes.js';

testScenes('settings', 'settings');
