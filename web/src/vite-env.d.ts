/// <reference types="vite/client" />

declare module '@fontsource/ibm-plex-sans-arabic/*.css';
