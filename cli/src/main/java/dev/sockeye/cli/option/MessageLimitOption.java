package dev.sockeye.cli.option;

import picocli.CommandLine.Option;

/** The option {@code --max-message}, for the commands that take messages. */
public final class MessageLimitOption {
    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "16MiB",
            converter = ByteSizeConverter.class,
            description = "The largest message taken, such as 64KiB or 16MiB; a larger one is closed with 1009."
                    + " Default: ${DEFAULT-VALUE}")
    private long bytes;

    /** {@return the limit in bytes} */
    public long bytes() {
        return bytes;
    }
}
