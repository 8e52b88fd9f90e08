package dev.yagura.detect.rules;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlSource;
import dev.yagura.kernel.linux.tables.LinuxTables;
import dev.yagura.kernel.table.GuestTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes a rule out of its part of a file. */
final class RuleReader {
    private static final List<String> FIELDS =
            List.of(
                    "id",
                    "title",
                    "description",
                    "view",
                    "condition",
                    "exceptions",
                    "output",
                    "subject",
                    "severity",
                    "confidence",
                    "techniques",
                    "tags",
                    "nextStep",
                    "enabled");

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(\\.[a-z0-9-]+)+");
    private static final Pattern TECHNIQUE = Pattern.compile("T\\d{4}(\\.\\d{3})?");
    private static final int MAX_ID_CHARS = 100;

    private final YamlSource source;
    private final Map<String, List<String>> lists;
    private final Map<String, Expression> macros;
    private final Map<String, GuestTable> views = new HashMap<>();

    RuleReader(YamlSource source, Map<String, List<String>> lists, Map<String, Expression> macros) {
        this.source = source;
        this.lists = lists;
        this.macros = macros;
    }

    /** Returns what looks like the id of a rule that was refused. */
    static Optional<String> id(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                if (entry.name().value().equals("id")
                        && entry.value() instanceof YamlNode.Scalar id) {
                    return Optional.of(id.value());
                }
            }
        }
        return Optional.empty();
    }

    Rule read(YamlNode node) throws YamlException {
        YamlFields fields = YamlFields.of(source, node, "rule", FIELDS);
        String id = pattern(fields.scalar("id"), ID, "the form site.object.what in lower case");
        String title = fields.text("title");
        GuestTable view = view(fields);
        YamlNode.Scalar condition = fields.scalar("condition");
        Binder binder = new Binder(source, view, lists, macros);
        RowTest test = binder.bind(parse(condition));
        List<String> columns = List.copyOf(binder.used());
        List<String> reasons = new ArrayList<>();
        List<RowTest> exceptions = exceptions(fields, binder, reasons);
        Template output = Template.of(source, fields.scalar("output"), view);
        Template subject =
                fields.node("subject").isPresent()
                        ? Template.of(source, fields.scalar("subject"), view)
                        : output;
        Severity severity = fields.word("severity", Severity.class, Severity.WARNING);
        Confidence confidence = fields.word("confidence", Confidence.class, Confidence.MEDIUM);
        boolean enabled = fields.flag("enabled", true);
        List<String> techniques = new ArrayList<>();
        for (YamlNode.Scalar technique : fields.scalars("techniques")) {
            techniques.add(pattern(technique, TECHNIQUE, "the form T1014 or T1059.004"));
        }
        List<String> tags = fields.scalars("tags").stream().map(YamlNode.Scalar::value).toList();
        String written = fields.text("condition");
        String nextStep =
                fields.text(
                        "nextStep", "Look at the row with `yagura show VM " + view.name() + "`.");
        DetectorInfo info =
                new DetectorInfo(
                        id,
                        title,
                        severity,
                        techniques,
                        description(fields, view, written, tags, reasons),
                        nextStep);
        return new Rule(
                info,
                view.name(),
                confidence,
                enabled,
                tags,
                written,
                new Rule.Matching(test, exceptions, output, subject, columns));
    }

    private static String description(
            YamlFields fields,
            GuestTable view,
            String written,
            List<String> tags,
            List<String> reasons)
            throws YamlException {
        StringBuilder text = new StringBuilder(fields.text("description", ""));
        if (!text.isEmpty()) {
            text.append(' ');
        }
        text.append("A rule over the view ").append(view.name()).append(": ").append(written);
        reasons.forEach(reason -> text.append("; not where ").append(reason));
        if (!tags.isEmpty()) {
            text.append(". Tags: ").append(String.join(", ", tags));
        }
        return text.toString();
    }

    private GuestTable view(YamlFields fields) throws YamlException {
        YamlNode.Scalar name = fields.scalar("view");
        GuestTable known = views.get(name.value());
        if (known != null) {
            return known;
        }
        GuestTable view =
                LinuxTables.named(name.value())
                        .orElseThrow(() ->
                                source.refused(
                                        name.start(),
                                        "rule: view is %s, expected one of %s"
                                                .formatted(
                                                        name.kind(),
                                                        String.join(", ", LinuxTables.names()))));
        views.put(name.value(), view);
        return view;
    }

    private Expression parse(YamlNode.Scalar text) throws YamlException {
        return ConditionParser.parse(ConditionText.of(source, text));
    }

    /** Each exception has a reason: what nobody can explain must not be left out. */
    private List<RowTest> exceptions(YamlFields rule, Binder binder, List<String> reasons)
            throws YamlException {
        List<RowTest> tests = new ArrayList<>();
        Optional<YamlNode> nodes = rule.node("exceptions");
        if (nodes.isEmpty()) {
            return tests;
        }
        for (YamlNode node : YamlFields.items(source, nodes.get(), "rule: exceptions")) {
            YamlFields fields =
                    YamlFields.of(source, node, "exception", List.of("reason", "condition"));
            reasons.add("%s (%s)".formatted(fields.text("condition"), fields.text("reason")));
            tests.add(binder.bind(parse(fields.scalar("condition"))));
        }
        return tests;
    }

    private String pattern(YamlNode.Scalar scalar, Pattern pattern, String expected)
            throws YamlException {
        String value = scalar.value();
        if (value.length() > MAX_ID_CHARS || !pattern.matcher(value).matches()) {
            throw source.refused(
                    scalar.start(),
                    "rule: found %s, expected %s".formatted(scalar.kind(), expected));
        }
        return value;
    }
}
