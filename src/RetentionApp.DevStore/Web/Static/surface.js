// Plays Shopify around one UI extension: its global, its tokens, and plain stand-ins for its web components.
const given = JSON.parse(document.getElementById('context').textContent);

const sheet = `:host{display:block}button,a{font:inherit;padding:8px 14px;border-radius:8px;border:1px solid #1f4b38;background:#fff;color:#1f4b38;text-decoration:none;display:inline-block;cursor:pointer;text-align:start}
:host([variant=primary]) button{background:#1f4b38;color:#fff}button[disabled]{opacity:.55;cursor:default}h1,h2{margin:0 0 8px;font-size:1.15em}h1{font-size:1.5em}input{font:inherit;padding:6px 10px;inline-size:8em;display:block}.error{color:#a3261c}progress{inline-size:100%}p{margin:0}`;

function define(name, observed, draw) {
  customElements.define(name, class extends HTMLElement {
    static observedAttributes = observed;
    connectedCallback() { if (!this.shadowRoot) this.attachShadow({ mode: 'open', delegatesFocus: true }); this.draw(); }
    attributeChangedCallback() { if (this.shadowRoot) this.draw(); }
    draw() { this.shadowRoot.replaceChildren(make('style', {}, sheet), ...draw(this)); }
  });
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? '' : value);
  element.append(...children);
  return element;
}

const is = (element, name) => element.hasAttribute(name) && element.getAttribute(name) !== 'false';
const headed = (tag) => (element) => [...(element.getAttribute('heading') ? [make(tag, {}, element.getAttribute('heading'))] : []), make('slot')];
define('s-page', ['heading'], headed('h1'));
define('s-section', ['heading'], headed('h2'));
define('s-pos-block', ['heading'], headed('h2'));
define('s-banner', ['heading', 'tone'], (element) => {
  element.setAttribute('role', element.getAttribute('tone') === 'critical' ? 'alert' : 'status');
  return headed('h2')(element);
});
define('s-skeleton-paragraph', ['content'], (element) => [make('p', { role: 'status' }, element.getAttribute('content') ?? '…')]);
define('s-spinner', ['accessibilitylabel'], (element) => [make('p', { role: 'status' }, element.getAttribute('accessibilitylabel') ?? '…')]);
define('s-progress', ['value', 'max', 'accessibilitylabel'], (element) => [make('progress', { value: element.getAttribute('value'), max: element.getAttribute('max'), 'aria-label': element.getAttribute('accessibilitylabel') })]);
define('s-tile', ['heading', 'subheading', 'disabled'], (element) => [make('h2', {}, element.getAttribute('heading') ?? ''), make('p', {}, element.getAttribute('subheading') ?? '')]);
define('s-button', ['href', 'disabled', 'loading'], (element) => {
  const href = element.getAttribute('href');
  if (href) return [make('a', { href: href.startsWith('extension:') ? given.loyaltyPage : href, target: '_top' }, make('slot'))];
  const button = make('button', { type: 'button', disabled: is(element, 'disabled'), 'aria-busy': is(element, 'loading') ? 'true' : null }, make('slot'));
  if (element.getAttribute('command') === '--copy') button.addEventListener('click', () => navigator.clipboard?.writeText(document.getElementById(element.getAttribute('commandfor')).getAttribute('text')));
  return [button];
});
customElements.define('s-number-field', class extends HTMLElement {
  static observedAttributes = ['label', 'error', 'min', 'max', 'step'];
  connectedCallback() {
    this.attachShadow({ mode: 'open' });
    this.field = make('input', { type: 'number', id: 'field', value: this.getAttribute('value') });
    this.label = make('label', { for: 'field' });
    this.trouble = make('p', { class: 'error', role: 'alert' });
    this.shadowRoot.append(make('style', {}, sheet), this.label, this.field, this.trouble);
    this.attributeChangedCallback();
  }
  attributeChangedCallback() {
    if (!this.field) return;
    this.label.textContent = this.getAttribute('label') ?? '';
    this.trouble.textContent = this.getAttribute('error') ?? '';
    for (const name of ['min', 'max', 'step']) if (this.hasAttribute(name)) this.field.setAttribute(name, this.getAttribute(name));
  }
  get value() { return this.field?.value ?? this.getAttribute('value'); }
  set value(value) { if (this.field && this.field.value !== value) this.field.value = value; else this.setAttribute('value', value); }
});

const waiting = [];
const signal = (value) => ({ waiting: waiting.push(null), value });
const token = async () => (await (await fetch(`${given.base}/token${given.till ? '?till=1' : ''}`, { method: 'POST' })).json()).token;

globalThis.shopify = {
  i18n: {
    translate: (key, values = {}) => (given.texts[key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, hole) => values[hole] ?? ''),
    formatNumber: (number) => new Intl.NumberFormat(given.locale).format(number),
    formatCurrency: (number, { currency }) => new Intl.NumberFormat(given.locale, { style: 'currency', currency }).format(number),
    formatDate: (date, options) => new Intl.DateTimeFormat(given.locale, options).format(date),
  },
  sessionToken: { get: token },
  session: { getSessionToken: token, currentSession: { currency: given.currency } },
  localization: { extensionLanguage: signal({ isoCode: given.locale }) },
  locale: { current: signal(given.locale) },
  connectivity: { current: signal({ internetConnected: navigator.onLine ? 'Connected' : 'Disconnected' }) },
  action: { presentModal() { parent.postMessage({ modal: true }, location.origin); } },
  requireLogin: async () => { top.location.href = `${given.storefront}/signin`; },
  order: signal(given.order ? { id: `gid://shopify/Order/${given.order}` } : undefined),
  orderConfirmation: signal(given.order ? { order: { id: `gid://shopify/OrderIdentity/${given.order}` }, isFirstOrder: false } : undefined),
  instructions: signal({ discounts: { canUpdateDiscountCodes: true } }),
  cost: { subtotalAmount: signal({ amount: Number(given.subtotal), currencyCode: given.currency }) },
  discountCodes: signal(given.code ? [{ code: given.code }] : []),
  async applyDiscountCodeChange(change) {
    const result = await (await fetch(`${given.base}/code`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(change) })).json();
    if (result.type === 'success') shopify.discountCodes.value = change.type === 'addDiscountCode' ? [{ code: change.code }] : [];
    return result;
  },
  customer: { id: given.customer },
  cart: {
    current: signal({ subtotal: given.subtotal, customer: given.customer ? { id: given.customer } : undefined }),
    async setCustomer(customer) { shopify.cart.current.value = { ...shopify.cart.current.value, customer }; },
    async addCartCodeDiscount() {},
  },
  setSignals(Signal) { awaken(shopify, Signal); },
};

function awaken(place, Signal) {
  for (const [name, value] of Object.entries(place)) {
    if (value && typeof value === 'object' && 'waiting' in value) place[name] = new Signal(value.value);
    else if (value && typeof value === 'object' && !(value instanceof Signal)) awaken(value, Signal);
  }
}

for (const change of ['online', 'offline']) addEventListener(change, () => { shopify.connectivity.current.value = { internetConnected: navigator.onLine ? 'Connected' : 'Disconnected' }; });
// The frame is as tall as what it shows.
new ResizeObserver(() => { if (frameElement) frameElement.style.blockSize = `${document.documentElement.offsetHeight + 4}px`; }).observe(document.documentElement);

const { default: start } = await import(given.script);
await start();
