/** A list that cannot be read at all. The message is a sentence without a capital or a full stop, for a person. */
export class UnreadableList extends Error {}
