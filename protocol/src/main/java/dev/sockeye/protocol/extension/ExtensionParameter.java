package dev.sockeye.protocol.extension;

import org.jspecify.annotations.Nullable;

/**
 * One parameter of an extension in {@code Sec-WebSocket-Extensions} (RFC 6455 §9.1).
 *
 * @param name the parameter's name as it was written
 * @param value its value with quotes removed, or null where none was given
 */
public record ExtensionParameter(String name, @Nullable String value) {}
