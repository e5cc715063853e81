// Plays Shopify's admin towards the app in the iframe: tokens, navigation, save bar, toasts.
(() => {
  const shop = document.body.dataset.shop;
  const appOrigin = new URL(document.body.dataset.app).origin;
  const frame = document.getElementById('app');
  const side = document.getElementById('side');
  const menu = document.getElementById('menu');
  const appNav = document.getElementById('appnav');
  const saveBar = document.getElementById('savebar');
  const home = `/${shop}/admin/apps/retention/`;
  let here = '/';

  const tell = message => frame.contentWindow.postMessage({ devstore: true, ...message }, appOrigin);
  const inFrame = path => home + path.replace(/^\//, '');
  const closeMenu = () => { side.classList.remove('open'); menu.setAttribute('aria-expanded', 'false'); };

  const mark = () => {
    const path = here.split('?')[0];
    let best = null;
    for (const link of appNav.children) {
      const own = link.dataset.href.split('?')[0];
      link.removeAttribute('aria-current');
      if ((path === own || (own !== '/' && path.startsWith(own + '/'))) && (!best || own.length > best.dataset.href.length)) best = link;
    }
    best?.setAttribute('aria-current', 'page');
  };

  const drawNav = links => {
    appNav.replaceChildren(...links.map(({ href, label }) => {
      const link = document.createElement('a');
      link.href = inFrame(href);
      link.dataset.href = href;
      link.textContent = label;
      return link;
    }));
    mark();
  };

  const toast = (message, isError) => {
    const note = document.createElement('div');
    note.textContent = message;
    if (isError) note.className = 'error';
    document.getElementById('toasts').append(note);
    setTimeout(() => note.remove(), 5000);
  };

  addEventListener('message', async event => {
    if (event.source !== frame.contentWindow || event.origin !== appOrigin || !event.data?.devstore) return;
    const data = event.data;
    switch (data.type) {
      case 'token': {
        const answer = await fetch(`/${shop}/admin/session-token`, { method: 'POST' });
        tell({ type: 'token', id: data.id, token: answer.ok ? (await answer.json()).token : null });
        break;
      }
      case 'scopes': {
        const isGiven = confirm(`Retention asks for: ${data.scopes.join(', ')}`);
        if (isGiven) await fetch(`/${shop}/admin/scopes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(data.scopes) });
        tell({ type: 'scopes', id: data.id, result: isGiven ? 'granted-all' : 'declined-all' });
        break;
      }
      case 'nav': drawNav(data.links); break;
      case 'navigated':
        here = data.path;
        history.replaceState(null, '', inFrame(data.path));
        document.title = `${data.title || 'Retention'} · ${shop}`;
        mark();
        break;
      case 'toast': toast(data.message, data.isError); break;
      case 'savebar': saveBar.hidden = !data.visible; break;
      case 'loading': document.getElementById('progress').hidden = !data.on; break;
    }
  });

  side.addEventListener('click', event => {
    const link = event.target.closest('[data-href]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    closeMenu();
    tell({ type: 'go', href: link.dataset.href });
  });
  menu.addEventListener('click', () => menu.setAttribute('aria-expanded', String(side.classList.toggle('open'))));
  addEventListener('keydown', event => { if (event.key === 'Escape' && side.classList.contains('open')) { closeMenu(); menu.focus(); } });
  document.getElementById('save').addEventListener('click', () => tell({ type: 'save' }));
  document.getElementById('discard').addEventListener('click', () => tell({ type: 'discard' }));
})();
