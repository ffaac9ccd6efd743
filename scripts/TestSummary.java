import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums up the test reports of every module: the failed and the skipped by name, then one line of figures. Each argument
 * is a run, as NAME=DIRECTORY, the directory being that of the reports inside each module's {@code target}. The exit
 * code is 1 when a test failed, or when a run reported none.
 */
final class TestSummary {
    private final TreeSet<String> failed = new TreeSet<>();
    private final TreeSet<String> skipped = new TreeSet<>();
    private int passes;
    private int failures;
    private int skips;

    public static void main(String[] runs) throws IOException, XMLStreamException {
        TestSummary summary = new TestSummary();
        boolean complete = true;
        for (String run : runs) {
            int equals = run.indexOf('=');
            String name = run.substring(0, equals);
            int before = summary.tests();
            for (Path report : reports(run.substring(equals + 1))) {
                summary.read(name, report);
            }
            if (summary.tests() == before) {
                System.out.println("no test ran on " + name);
                complete = false;
            }
        }
        summary.print();
        System.exit(complete && summary.failures == 0 ? 0 : 1);
    }

    private static List<Path> reports(String directory) throws IOException {
        List<Path> reports = new ArrayList<>();
        for (Path module : modules()) {
            Path target = module.resolve("target").resolve(directory);
            if (Files.isDirectory(target)) {
                try (Stream<Path> files = Files.list(target)) {
                    files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                            .sorted()
                            .forEach(reports::add);
                }
            }
        }
        return reports;
    }

    /** A module may be inside another one. */
    private static List<Path> modules() throws IOException {
        try (Stream<Path> poms = Files.find(Path.of(""), 3, (file, attributes) -> file.endsWith("pom.xml"))) {
            return poms.map(Path::toAbsolutePath).map(Path::getParent).sorted().toList();
        }
    }

    private void read(String run, Path report) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        String test = "";
        String message = "";
        String outcome = "";
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testcase" -> {
                            test = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
                            outcome = "";
                        }
                        case "failure", "error", "skipped" -> {
                            outcome = xml.getLocalName();
                            message = firstLine(xml.getAttributeValue(null, "message"));
                        }
                        default -> {}
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase")) {
                    count(outcome, test + " (" + run + ")" + message);
                    message = "";
                }
            }
        }
    }

    private static String firstLine(String message) {
        if (message == null) {
            return "";
        }
        return message.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> ": " + line)
                .orElse("");
    }

    private void count(String outcome, String test) {
        switch (outcome) {
            case "" -> passes++;
            case "skipped" -> {
                skips++;
                skipped.add(test);
            }
            default -> {
                failures++;
                failed.add(test);
            }
        }
    }

    private int tests() {
        return passes + failures + skips;
    }

    private void print() {
        skipped.forEach(test -> System.out.println("skipped: " + test));
        failed.forEach(test -> System.out.println("failed: " + test));
        System.out.println(passes + " passed, " + failures + " failed, " + skips + " skipped");
    }
}
