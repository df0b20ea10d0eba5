import { type Answer } from '../../src/core/answer.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type SendCircumstances, type Sender, type Sent } from '../../src/flow/github-ports.ts';
import { type Notification } from '../../src/flow/notification-ports.ts';

/** Gives the answers it was given, in their order, the last one for ever; keeps what was sent. */
export class FakeSender implements Sender {
  readonly sent: { notification: Notification; payload: JsonObject; circumstances: SendCircumstances }[] = [];
  answers: Answer[] = [{ kind: 'answer', status: 204, headers: {}, text: '' }];

  send = (
    notification: Notification,
    payload: JsonObject,
    circumstances: SendCircumstances,
  ): Promise<Sent> => {
    this.sent.push({ notification, payload, circumstances });
    const answer = (this.answers.length > 1 ? this.answers.shift() : this.answers[0])!;
    return Promise.resolve({ request: { method: 'POST' }, answer });
  };
}
