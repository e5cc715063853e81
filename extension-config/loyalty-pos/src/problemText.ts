import type { Problem } from '../../shared/answers';
import type { Words } from '../../shared/words';

/** What went wrong, said to staff: the server's longer words speak to the customer. */
export function problemText(problem: Problem, say: Words): string {
  switch (problem.code) {
    case 'offline': return say.text('offlineText');
    case 'no_access': return say.text('noAccess');
    case 'not_found': return say.text('unknownCustomer');
    case 'account_blocked': return say.text('blocked');
    default: return problem.title ?? say.text('failedTitle');
  }
}
