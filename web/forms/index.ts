import { Form } from './form';
import { Page } from './page';

const name = location.pathname.startsWith('/volunteer') ? 'volunteer' : 'help';
const wanted = new URLSearchParams(location.search).get('lang');
const form = new Form(name, wanted === 'en' ? 'en' : 'ar');
const root = document.getElementById('form') as HTMLElement;
const page = new Page(form, root);
page.draw();
void form.start();
