/** From the answer to the code: shown at once, or asked after until it is there. */
export const redeem = async (panel, answer, key) => {
  const { words, data } = panel;
  panel.said = words.say(answer.status === "pending" ? "onitsway" : answer.code ? "ready" : "added");
  if (answer.code && !data.codes.some((code) => code.id === answer.id)) data.codes.unshift({ state: "ready", ...answer });
  panel.tell(answer.code ? panel.said + ": " + answer.code : panel.said);
  await panel.load(answer.code ? "#code" + answer.id : ".said");
  if (answer.status === "pending") follow(panel, key);
};

/** Asks after a code on its way until it is there; one key is followed once. */
export const follow = async (panel, key) => {
  panel.followed ??= new Set();
  if (panel.followed.has(key)) return;
  panel.followed.add(key);
  for (const seconds of [1, 2, 2, 3, 5, 5, 10, 20, 30, 60]) {
    await new Promise((done) => setTimeout(done, seconds * 1000));
    try {
      const answer = await panel.ask("/loyalty/redemptions/" + encodeURIComponent(key));
      if (answer.status === "pending") continue;
      await redeem(panel, answer, key);
      return;
    } catch (problem) {
      // A refusal ends it, and says that the points are back; a lost answer may come with the next question.
      if (!problem.said) continue;
      panel.said = problem.said;
      panel.tell(problem.said);
      await panel.load(".said");
      return;
    }
  }
};
