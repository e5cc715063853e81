import '@shopify/ui-extensions';

//@ts-ignore: the form in which Shopify's CLI writes this file
declare module './src/ThankYou.tsx' {
  const shopify: import('@shopify/ui-extensions/purchase.thank-you.block.render').Api;
  const globalThis: { shopify: typeof shopify };
}
