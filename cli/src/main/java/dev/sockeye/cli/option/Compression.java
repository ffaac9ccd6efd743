package dev.sockeye.cli.option;

/** Whether messages are compressed, with permessage-deflate. */
public enum Compression {
    ON,
    OFF,
    /** Connections without it are refused. */
    REQUIRED
}
