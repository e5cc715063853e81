import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseHTML } from 'linkedom';
import { bundle, root } from './extensions.mjs';

const bundles = new Map();
let loaded = 0;

// Waiting is part of what is tested, but not its length: a second passes in ten milliseconds.
const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = (work, milliseconds = 0, ...rest) => realTimeout(work, milliseconds / 100, ...rest);

/**
 * Renders one bundled entry as Shopify would: the global `shopify` of its surface, a document, and an app that answers.
 * @param shopify What the surface offers beside texts and token; a value in `signal()` is a signal there.
 * @param app `{ 'GET /ext/loyalty': answer }`; an answer is a body, `{ status, problem }`, a function of the request, or an Error for a lost connection.
 */
export async function open(folder, module, { locale = 'en', shopify = {}, app = {}, token = 'a.session.token' } = {}) {
  const key = folder + module;
  if (!bundles.has(key)) bundles.set(key, bundle(folder, module));
  const { outfile } = await bundles.get(key);
  const { document, HTMLElement } = parseHTML('<html><body></body></html>');
  for (const event of ['onclick', 'oninput']) HTMLElement.prototype[event] = null;
  const asked = [];
  globalThis.document = document;
  globalThis.shopify = { ...standard(folder, locale, token), ...shopify, setSignals: (Signal) => awaken(globalThis.shopify, Signal) };
  globalThis.fetch = (url, request) => answer(app, asked, new URL(url), request);
  const { default: start } = await import(`${pathToFileURL(outfile)}?${++loaded}`);
  await start();
  // Effects run after the first painting; they must meet this app and not the next test's.
  await pause(20);

  const view = {
    asked,
    shopify: globalThis.shopify,
    text: () => [...document.body.querySelectorAll('*')].flatMap((element) => [element.getAttribute('heading'), element.getAttribute('subheading'), element.getAttribute('label'), element.getAttribute('error'),
      [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('')]).filter(Boolean).join(' | '),
    html: () => document.body.innerHTML,
    find: (selector) => document.body.querySelector(selector),
    button: (text) => [...document.body.querySelectorAll('s-button')].find((element) => element.textContent.trim() === text && element.getAttribute('disabled') === null),
    press: (text) => {
      const button = view.button(text);
      if (!button) throw new Error(`There is no button "${text}" in: ${view.text()}`);
      button.dispatchEvent(new document.defaultView.Event('click', { bubbles: true }));
    },
    click: (selector) => view.find(selector).dispatchEvent(new document.defaultView.Event('click', { bubbles: true })),
    type: (selector, value) => {
      const field = view.find(selector);
      field.value = value;
      field.dispatchEvent(new document.defaultView.Event('input', { bubbles: true }));
    },
    /** Waits for the condition, for at most five seconds. */
    until: async (condition) => {
      const wanted = typeof condition === 'string' ? () => view.text().includes(condition) : condition;
      for (let waited = 0; !wanted(); waited += 5) {
        if (waited > 5000) throw new Error(`It did not come: ${condition}. There is: ${view.text()}`);
        await pause(5);
      }
      return view;
    },
  };
  return view;
}

export const signal = (value) => ({ isSignal: true, value });

function standard(folder, locale, token) {
  const texts = Object.assign({}, ...['en.default', locale === 'en' ? 'en.default' : locale].map((name) => JSON.parse(readFileSync(join(root, folder, 'locales', `${name}.json`), 'utf8'))));
  return {
    i18n: {
      translate: (name, values = {}) => {
        if (!(name in texts)) throw new Error(`The text "${name}" is missing.`);
        return texts[name].replace(/\{\{(\w+)\}\}/g, (_, hole) => {
          if (!(hole in values)) throw new Error(`"${name}" was not given its ${hole}.`);
          return values[hole];
        });
      },
      formatNumber: (number) => new Intl.NumberFormat(locale).format(number),
      formatCurrency: (number, { currency }) => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(number),
      formatDate: (date, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(date),
    },
    sessionToken: { get: async () => token },
    session: { getSessionToken: async () => token, currentSession: { currency: 'GBP' } },
    localization: { extensionLanguage: signal({ isoCode: locale }) },
    locale: { current: signal(locale) },
    connectivity: { current: signal({ internetConnected: 'Connected' }) },
    action: { presentModal() { globalThis.shopify.presented = true; } },
  };
}

/** What `signal()` stood for becomes signals of the bundle's own kind, as on Shopify's surfaces. */
function awaken(place, Signal) {
  for (const [name, value] of Object.entries(place)) {
    if (value?.isSignal) place[name] = new Signal(value.value);
    else if (value && typeof value === 'object' && !(value instanceof Signal)) awaken(value, Signal);
  }
}

async function answer(app, asked, url, request) {
  const route = `${request.method} ${url.pathname}`;
  asked.push({ route, url, headers: request.headers, body: request.body ? JSON.parse(request.body) : undefined });
  const match = Object.entries(app).find(([pattern]) => new RegExp(`^${pattern}$`).test(route));
  if (!match) throw new Error(`Nobody expected ${route}.`);
  const given = typeof match[1] === 'function' ? await match[1](asked.at(-1)) : match[1];
  if (given instanceof Error) throw given;
  if (given?.problem) return new Response(JSON.stringify(given.problem), { status: given.status, headers: { 'Content-Type': 'application/problem+json; charset=utf-8' } });
  return given?.status >= 400 ? new Response('', { status: given.status }) : new Response(JSON.stringify(given), { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}
