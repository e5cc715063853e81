import '@shopify/ui-extensions';

//@ts-ignore: the form in which Shopify's CLI writes this file
declare module './src/Page.tsx' {
  const shopify: import('@shopify/ui-extensions/customer-account.page.render').Api;
  const globalThis: { shopify: typeof shopify };
}
