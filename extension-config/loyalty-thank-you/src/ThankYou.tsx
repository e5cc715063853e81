import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { client } from '../../shared/client';
import { OrderPoints } from '../../shared/OrderPoints';
import { words } from '../../shared/words';

export default async () => {
  render(<ThankYou />, document.body);
};

function ThankYou() {
  const locale = shopify.localization.extensionLanguage.value.isoCode;
  return <OrderPoints client={client({ token: () => shopify.sessionToken.get(), locale })} order={shopify.orderConfirmation.value?.order.id} say={words(shopify.i18n, locale)} />;
}
