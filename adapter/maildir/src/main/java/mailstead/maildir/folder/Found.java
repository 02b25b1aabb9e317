package mailstead.maildir.folder;

/**
 * A message's file where it was last seen. Immutable.
 *
 * @param name the whole file name
 */
record Found(Place place, String name) {}
