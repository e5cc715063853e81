import '@shopify/ui-extensions';

//@ts-ignore: the form in which Shopify's CLI writes this file
declare module './src/Redeem.tsx' {
  const shopify: import('@shopify/ui-extensions/purchase.checkout.reductions.render-after').Api;
  const globalThis: { shopify: typeof shopify };
}
