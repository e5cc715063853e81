import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { client } from '../../shared/client';
import { OrderPoints } from '../../shared/OrderPoints';
import { words } from '../../shared/words';

export default async () => {
  render(<OrderStatus />, document.body);
};

function OrderStatus() {
  const locale = shopify.localization.extensionLanguage.value.isoCode;
  return (
    <OrderPoints
      client={client({ token: () => shopify.sessionToken.get(), locale })}
      order={shopify.order.value?.id}
      say={words(shopify.i18n, locale)}
      signIn={() => { void shopify.requireLogin(); }}
    />
  );
}
