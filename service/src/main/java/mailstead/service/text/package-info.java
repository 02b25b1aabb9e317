/**
 * What header fields and texts mean where messages are compared: the case map of RFC 5051, words
 * sought in a stream of text, base subjects. Values and pure functions; no input makes anything
 * here throw or take longer than a few passes over it.
 */
@NullMarked
package mailstead.service.text;

import org.jspecify.annotations.NullMarked;
