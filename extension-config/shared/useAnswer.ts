import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer } from './answers';

export interface Loaded<T> {
  /** Undefined while it is being asked for the first time. */
  answer: Answer<T> | undefined;
  reload: () => Promise<void>;
}

/** Asks once, and again when told to; what was known stays while it asks. */
export function useAnswer<T>(ask: () => Promise<Answer<T>>, key: unknown): Loaded<T> {
  const [answer, setAnswer] = useState<Answer<T>>();
  const reload = useCallback(async () => {
    const heard = await ask();
    setAnswer((before) => (heard.problem && before?.value ? before : heard));
  }, [key]);
  useEffect(() => {
    setAnswer(undefined);
    let isCurrent = true;
    void ask().then((heard) => { if (isCurrent) setAnswer(heard); });
    return () => { isCurrent = false; };
  }, [key]);
  return { answer, reload };
}

/** The same, and again after a while as long as `isOpen` says so: news that is on its way. */
export function useWatched<T>(ask: () => Promise<Answer<T>>, key: unknown, isOpen: (value: T) => boolean, pauses: readonly number[]): Answer<T> | undefined {
  const { answer, reload } = useAnswer(ask, key);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (!answer?.value || !isOpen(answer.value) || asked >= pauses.length) return;
    const timer = setTimeout(() => { void reload().then(() => setAsked(asked + 1)); }, pauses[asked]);
    return () => clearTimeout(timer);
  }, [answer, asked]);
  return answer;
}
