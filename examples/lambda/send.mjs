// The function that a timer calls each minute: it plans what is written down, and sends what is due.
import { createSendHandler } from 'hub-relay/functions';

export const handler = createSendHandler();
