// VitePress's own theme without its fonts: the reader's system has good ones, and a first page loads faster.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default DefaultTheme;
