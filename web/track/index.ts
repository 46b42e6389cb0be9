import { Hub } from './hub';
import { Page } from './page';

const root = document.getElementById('track') as HTMLElement;
const wanted = new URLSearchParams(location.search);
new Page(new Hub(), root, {
  language: wanted.get('lang') === 'en' ? 'en' : 'ar',
  reference: wanted.get('r') ?? '',
}).start();
