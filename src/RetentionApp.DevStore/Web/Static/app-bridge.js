// The DevStore's stand-in for Shopify's App Bridge: session tokens on every same-origin fetch, navigation, save bar, toasts.
(() => {
  const script = document.currentScript;
  const parentOrigin = new URL(script.src).origin;
  const inAdmin = window.parent !== window;
  const query = new URLSearchParams(location.search);
  const tell = message => { if (inAdmin) window.parent.postMessage({ devstore: true, ...message }, parentOrigin); };

  // Tokens: always a fresh one, as it lives for a minute only.
  const waiting = new Map();
  let lastId = 0;
  const idToken = () => inAdmin
    ? new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, token => token ? resolve(token) : reject(new Error('The admin gave no session token')));
      tell({ type: 'token', id });
    })
    : Promise.reject(new Error('The app is not open in the admin'));

  const plainFetch = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== location.origin || request.headers.has('Authorization') || !inAdmin) return plainFetch(request);
    const spare = request.clone();
    request.headers.set('Authorization', `Bearer ${await idToken()}`);
    const answer = await plainFetch(request);
    if (answer.status !== 401) return answer;
    const elsewhere = answer.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (elsewhere) window.open(new URL(elsewhere, location.origin), '_top');
    if (answer.headers.get('X-Shopify-Retry-Invalid-Session-Request') !== '1') return answer;
    spare.headers.set('Authorization', `Bearer ${await idToken()}`);
    return plainFetch(spare);
  };

  // The bounce page: the same address again, this time with a token.
  const reload = query.get('shopify-reload');
  if (reload !== null && inAdmin) {
    idToken().then(token => {
      const target = new URL(reload, location.origin);
      target.searchParams.set('id_token', token);
      if (target.origin === location.origin) location.replace(target);
    });
  }

  const go = href => {
    const target = new URL(href, location.origin);
    if (target.origin !== location.origin) return;
    if (window.Turbo) window.Turbo.visit(target.pathname + target.search);
    else idToken().then(token => { target.searchParams.set('embedded', '1'); target.searchParams.set('shop', config.shop); target.searchParams.set('id_token', token); location.assign(target); });
  };

  const dirty = () => document.querySelector('form[data-save-bar][data-dirty]') ?? document.querySelector('form[data-save-bar]');
  const setBar = visible => tell({ type: 'savebar', visible });
  let barId = null;

  addEventListener('message', event => {
    if (event.source !== window.parent || event.origin !== parentOrigin || !event.data?.devstore) return;
    const data = event.data;
    if (data.type === 'token' || data.type === 'scopes') { waiting.get(data.id)?.(data.token ?? data.result); waiting.delete(data.id); }
    else if (data.type === 'go') go(data.href);
    else if (data.type === 'save') { if (barId) document.querySelector(`#${CSS.escape(barId)} button[variant="primary"]`)?.click(); else dirty()?.requestSubmit(); }
    else if (data.type === 'discard') { if (barId) document.querySelector(`#${CSS.escape(barId)} button:not([variant="primary"])`)?.click(); else dirty()?.reset(); }
  });

  const formOf = event => event.target.closest?.('form[data-save-bar]');
  const touched = event => { const form = formOf(event); if (form) { form.dataset.dirty = ''; setBar(true); } };
  const settled = event => { const form = formOf(event); if (form) { delete form.dataset.dirty; setBar(false); } };
  addEventListener('input', touched);
  addEventListener('change', touched);
  addEventListener('reset', settled);
  addEventListener('submit', settled);

  const report = () => {
    const shown = new URLSearchParams(location.search);
    for (const name of ['embedded', 'shop', 'host', 'id_token', 'locale', 'session', 'timestamp', 'hmac']) shown.delete(name);
    const rest = shown.toString();
    tell({ type: 'navigated', path: location.pathname + (rest ? `?${rest}` : ''), title: document.title });
    tell({ type: 'savebar', visible: false });
  };

  class AppNav extends HTMLElement {
    connectedCallback() {
      this.style.display = 'none';
      this.watch ??= new MutationObserver(() => this.send());
      this.watch.observe(this, { childList: true, subtree: true, characterData: true });
      this.send();
    }
    disconnectedCallback() { this.watch.disconnect(); }
    send() {
      const links = [...this.querySelectorAll('[href]')].filter(link => link.getAttribute('rel') !== 'home');
      if (links.length) tell({ type: 'nav', links: links.map(link => ({ href: link.getAttribute('href'), label: link.textContent.trim() })) });
    }
  }
  customElements.define('s-app-nav', AppNav);
  customElements.define('ui-nav-menu', class extends AppNav { });

  const config = {
    apiKey: document.querySelector('meta[name="shopify-api-key"]')?.content ?? script.dataset.apiKey,
    shop: query.get('shop') ?? sessionFallback('shop'), host: query.get('host') ?? sessionFallback('host'), locale: query.get('locale') ?? document.documentElement.lang ?? 'en',
  };
  function sessionFallback(name) { return document.querySelector(`meta[name="shopify-${name}"]`)?.content ?? null; }

  window.shopify = {
    config, idToken,
    toast: { show: (message, options = {}) => tell({ type: 'toast', message: String(message), isError: Boolean(options.isError) }), hide: () => { } },
    saveBar: {
      show: id => { barId = id ?? null; setBar(true); return Promise.resolve(); },
      hide: () => { barId = null; setBar(false); return Promise.resolve(); },
      leaveConfirmation: () => Promise.resolve(),
    },
    scopes: {
      // Shopify asks in a dialog of its own; here the frame does.
      request: scopes => new Promise(resolve => {
        const id = ++lastId;
        waiting.set(id, result => resolve({ result }));
        tell({ type: 'scopes', id, scopes });
      }),
    },
    loading: on => tell({ type: 'loading', on: Boolean(on) }),
    environment: { embedded: inAdmin, mobile: false },
  };

  if (reload === null) {
    addEventListener('DOMContentLoaded', report);
    addEventListener('turbo:load', report);
    addEventListener('turbo:visit', () => tell({ type: 'loading', on: true }));
    addEventListener('turbo:render', () => tell({ type: 'loading', on: false }));
    addEventListener('popstate', report);
  }
})();
