/**
 * The configuration file: one YAML file, parsed once into immutable records. {@link
 * mailstead.node.config.Schema} is the table of all keys, their defaults and their explanation;
 * checking a file, building the records and the reference in {@code docs/operate/configuration.md}
 * all come from it. Entry point: {@link mailstead.node.config.NodeConfig#load}.
 */
@NullMarked
package mailstead.node.config;

import org.jspecify.annotations.NullMarked;
