import { h } from "./dom.js";

/**
 * Does what a button asked for: the buttons of <place> rest meanwhile, and what went wrong is said there.
 * @param {Element} place Whatever stands around the button; draws nothing itself when all went well.
 */
export const attempt = async (panel, place, act) => {
  const buttons = [...place.querySelectorAll("button")];
  place.querySelector(".wrong")?.remove();
  for (const button of buttons) button.disabled = true;
  let wait = 0;
  try {
    await act();
  } catch (problem) {
    wait = problem.wait || 0;
    place.append(h("p", { class: "wrong", role: "alert" }, problem.said || panel.words.say("failed")));
    return problem;
  } finally {
    setTimeout(() => { for (const button of buttons) button.disabled = false; }, wait * 1000);
  }
  return null;
};
