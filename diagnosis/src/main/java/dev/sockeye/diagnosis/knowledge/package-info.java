/**
 * What is known of close codes, limits on the path, failed handshakes and the habits of other programs: tables in data
 * files, each entry with its source and how sure it is.
 */
@NullMarked
package dev.sockeye.diagnosis.knowledge;

import org.jspecify.annotations.NullMarked;
