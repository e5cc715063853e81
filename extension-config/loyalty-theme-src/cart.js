/** What the goods in the cart come to, in hundredths of a unit; codes take nothing off gift cards. Without an answer: unknown. */
export const cartOf = async (root) => {
  try {
    const { items, currency } = await (await fetch(root.replace(/\/?$/, "/") + "cart.js")).json();
    return { total: items.reduce((sum, item) => sum + (item.gift_card ? 0 : item.final_line_price), 0), currency };
  } catch {
    return undefined;
  }
};

/** What a percentage with a cap takes off this cart, in hundredths; 0 where the cart does not decide. */
export const comesOff = ({ maximumOff, minimumSubtotal, percent }, cart) => {
  if (!maximumOff || !percent || !cart || cart.currency !== maximumOff.currency || cart.total < Number(minimumSubtotal?.amount || 0) * 100) return 0;
  return Math.min(Math.floor((cart.total * percent) / 100), Math.round(Number(maximumOff.amount) * 100));
};
