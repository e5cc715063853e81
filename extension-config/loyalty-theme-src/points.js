/**
 * What the server credits for goods bought alone: price × quantity × rate × multipliers, exact, rounded once at the end.
 * @param {number} price Hundredths of the currency's unit, as Liquid has prices, also of yen.
 * @param {{points: string, per: string, times: string[], rounding?: string}} terms Decimal texts, at most three decimals each.
 */
export const pointsFor = (price, quantity, { points, per, times, rounding }) => {
  const thousandths = (text) => BigInt(Math.round(Number(text) * 1000));
  let above = BigInt(price) * BigInt(quantity) * thousandths(points);
  let below = 100n * thousandths(per);
  for (const one of times) {
    above *= thousandths(one);
    below *= 1000n;
  }
  if (rounding === "up") above += below - 1n;
  if (rounding === "nearest") [above, below] = [2n * above + below, 2n * below];
  return below > 0n ? Number(above / below) : 0;
};

/** What points are worth in units of the currency, rounded down to its hundredths. */
export const worthOf = (points, value) => Number((BigInt(points) * BigInt(Math.round(Number(value.amount) * 100))) / BigInt(value.points)) / 100;
