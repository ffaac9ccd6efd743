/** Tests of permessage-deflate, and the program that measures it. */
@NullMarked
package dev.sockeye.protocol.deflate;

import org.jspecify.annotations.NullMarked;
