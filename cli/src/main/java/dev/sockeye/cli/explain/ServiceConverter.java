package dev.sockeye.cli.explain;

import dev.sockeye.diagnosis.knowledge.Knowledge;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A service whose close codes are known. */
final class ServiceConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        String service = text.toLowerCase(Locale.ROOT);
        List<String> known = Knowledge.tables().services();
        if (!known.contains(service)) {
            throw new TypeConversionException(
                    "'" + text + "' is no service whose codes are known; expected one of " + String.join(", ", known));
        }
        return service;
    }

    /** The services, for the help. */
    static final class Services implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Knowledge.tables().services().iterator();
        }
    }
}
