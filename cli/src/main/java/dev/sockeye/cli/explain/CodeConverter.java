package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.CodeRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number that a Close frame can carry (RFC 6455 §5.5.1: two bytes), whether it may or not. */
final class CodeConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        try {
            int code = Integer.parseInt(text);
            CodeRange unused = CodeRange.of(code);
            return code;
        } catch (IllegalArgumentException notInAnyRange) {
            throw new TypeConversionException(
                    "'" + text + "' cannot be a close code; expected a number from 0 to 65535,"
                            + " of which 1000 to 4999 are in use");
        }
    }
}
