package dev.yagura.cli.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.PolicyJson;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import dev.yagura.enclave.api.Json;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An appraisal policy as its author wrote it: JSON, or YAML with the same fields.
 *
 * <p>YAML ends here. What agent and enclave get is JSON, so that neither needs a YAML reader to
 * decide whom to believe; see decision 0009.
 */
final class PolicyFile {

    private static final String OWNER = "appraisal policy";
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]{0,8})");

    private final YamlSource source;
    private final YamlNode.Mapping mapping;

    private PolicyFile(YamlSource source, YamlNode root) throws YamlException {
        this.source = source;
        this.mapping = YamlFields.mapping(source, root, OWNER);
        YamlFields.of(source, root, OWNER, PolicyJson.fieldNames());
    }

    /**
     * Reads a policy; a file whose first character is a brace is JSON.
     *
     * @throws IOException if it cannot be read or is no policy; with line and column for YAML
     */
    static AppraisalPolicy read(Path file) throws IOException {
        if (Files.size(file) > PolicyJson.MAX_BYTES) {
            throw new IOException(
                    "%s: is %d bytes long, expected a policy of at most %d"
                            .formatted(file, Files.size(file), PolicyJson.MAX_BYTES));
        }
        byte[] content = Files.readAllBytes(file);
        String text = new String(content, UTF_8);
        if (text.isBlank() || text.stripLeading().startsWith("{")) {
            return PolicyJson.parse(file.toString(), content);
        }
        YamlSource source = new YamlSource(file.toString(), text);
        return new PolicyFile(source, YamlReader.read(source)).policy();
    }

    private AppraisalPolicy policy() throws IOException {
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            fields.put(entry.name().value(), value(entry.value()));
        }
        try {
            return PolicyJson.parse(source.file(), Json.write(new Row(fields)).getBytes(UTF_8));
        } catch (MalformedStructureException e) {
            throw source.refused(
                    start(e.field()), "%s: %s %s".formatted(OWNER, e.field(), detail(e)));
        }
    }

    private static Object value(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar scalar -> scalar(scalar);
            case YamlNode.Sequence list -> list.items().stream().map(PolicyFile::value).toList();
            case YamlNode.Mapping _ -> Map.of(); // no field has one; its reader says so
        };
    }

    private static Object scalar(YamlNode.Scalar scalar) {
        if (scalar.style() != YamlNode.Style.PLAIN) {
            return scalar.value();
        }
        return switch (scalar.value()) {
            case "true" -> true;
            case "false" -> false;
            case String text when NUMBER.matcher(text).matches() -> Long.valueOf(text);
            case String text -> text;
        };
    }

    /** Returns where a field's value starts; where the policy does, for all fields together. */
    private int start(String field) {
        return mapping.entries().stream()
                .filter(entry -> entry.name().value().equals(field))
                .findFirst()
                .map(entry -> entry.value().start())
                .orElse(mapping.start());
    }

    /** Returns the message without the place in the JSON, which the author never saw. */
    private static String detail(MalformedStructureException e) {
        String place = "%s: %s at 0x%x ".formatted(e.structure(), e.field(), e.offset());
        String message = String.valueOf(e.getMessage());
        return message.startsWith(place) ? message.substring(place.length()) : message;
    }
}
