/** A list that cannot be read. The message is shown to the user: a sentence without a capital letter or a full stop. */
export class UnreadableList extends Error {}
