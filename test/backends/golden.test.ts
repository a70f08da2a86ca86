import { testScenes } from '../settings/scenes.js';

testScenes('settings', 'backends');
