/** In the theme editor nothing is asked of the shop: example data answers, and what is tried out changes it. */
export const example = (data) => async (what, body) => {
  if (what === "/loyalty/panel") return data;
  if (what === "/loyalty/redeem") {
    const reward = data.rewards.find((one) => one.id === body.rewardId);
    const code = { id: data.codes.length + 1, status: "issued", state: "ready", code: "EXAMPLE-" + (1000 + data.codes.length), title: reward.name, cancellable: true };
    data.codes = [code, ...data.codes];
    data.available -= body.points || reward.cost;
    return code;
  }
  if (what.endsWith("/cancel")) data.codes = data.codes.filter((code) => !what.includes("/" + code.id + "/"));
  return { status: "cancelled", message: "" };
};
