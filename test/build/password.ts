/** Of the databases that tests start. */
export const PASSWORD = 'a-password-for-tests';
