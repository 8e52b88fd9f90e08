package dev.yagura.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.PathText;
import dev.yagura.storage.file.FileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A fact that a finding rests on: what was read and where, enough to check it by hand.
 *
 * <p>All addresses are guest-virtual and print in hex.
 */
public sealed interface Evidence {

    /** Returns the fact as one sentence for people, lower case, without a full stop. */
    String describe();

    /**
     * Returns the fact as named fields; addresses as hex text, all else as text, numbers, lists.
     */
    SequencedMap<String, Object> fields();

    /**
     * A pointer, or a branch, leads somewhere it must not.
     *
     * @param symbol the place, for example {@code "sys_call_table[59]"}
     * @param slotGva address of the place
     * @param targetGva where it leads
     * @param target what lies there, for example {@code "evil_execve+0x10 [rootkit]"}
     * @param expected what should lie there, for example {@code "__x64_sys_execve"}
     */
    record Pointer(String symbol, long slotGva, long targetGva, String target, String expected)
            implements Evidence {
        /** Requires the texts. */
        public Pointer {
            requireNonNull(symbol, "symbol");
            requireNonNull(target, "target");
            requireNonNull(expected, "expected");
        }

        @Override
        public String describe() {
            return "%s at %s leads to %s (%s), expected %s"
                    .formatted(symbol, hex(slotGva), hex(targetGva), target, expected);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "pointer");
            fields.put("symbol", symbol);
            fields.put("slot", hex(slotGva));
            fields.put("targetAddress", hex(targetGva));
            fields.put("target", target);
            fields.put("expected", expected);
            return fields;
        }
    }

    /**
     * An object is in some of the kernel's views and missing from others.
     *
     * @param object what it is, for example {@code "task 612 (sshd)"}
     * @param objectGva its address
     * @param presentIn views that show it, at least one
     * @param absentFrom views that should show it and do not, at least one
     */
    record CrossView(String object, long objectGva, List<String> presentIn, List<String> absentFrom)
            implements Evidence {
        /** Copies the lists. */
        public CrossView {
            requireNonNull(object, "object");
            presentIn = List.copyOf(presentIn);
            absentFrom = List.copyOf(absentFrom);
            if (presentIn.isEmpty() || absentFrom.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s: present in %s, absent from %s, expected views in both"
                                .formatted(object, presentIn, absentFrom));
            }
        }

        @Override
        public String describe() {
            return "%s at %s is in %s and not in %s"
                    .formatted(
                            object,
                            hex(objectGva),
                            String.join(", ", presentIn),
                            String.join(", ", absentFrom));
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "crossView");
            fields.put("object", object);
            fields.put("address", hex(objectGva));
            fields.put("presentIn", presentIn);
            fields.put("absentFrom", absentFrom);
            return fields;
        }
    }

    /**
     * Bytes differ from what they should be.
     *
     * @param place what lies there, for example {@code "__x64_sys_kill"}
     * @param gva address of the first byte
     * @param foundHex what was read, in hex
     * @param expectation what was expected, in words or hex
     */
    record Bytes(String place, long gva, String foundHex, String expectation) implements Evidence {
        /** Requires the texts. */
        public Bytes {
            requireNonNull(place, "place");
            requireNonNull(foundHex, "foundHex");
            requireNonNull(expectation, "expectation");
        }

        @Override
        public String describe() {
            return "%s at %s begins with %s, expected %s"
                    .formatted(place, hex(gva), foundHex, expectation);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "bytes");
            fields.put("place", place);
            fields.put("address", hex(gva));
            fields.put("found", foundHex);
            fields.put("expected", expectation);
            return fields;
        }
    }

    /**
     * A process behind what was found, and those it descends from.
     *
     * @param pid its number
     * @param comm its name
     * @param taskGva address of its {@code task_struct}
     * @param uid effective user
     * @param exe path of its program; empty for a thread of the kernel
     * @param tree its parent, the parent's parent and so on, for example {@code "1 (systemd)"}
     */
    record Lineage(
            int pid, String comm, long taskGva, long uid, Optional<String> exe, List<String> tree)
            implements Evidence {
        /** Requires the texts and copies the list. */
        public Lineage {
            requireNonNull(comm, "comm");
            requireNonNull(exe, "exe");
            tree = List.copyOf(tree);
        }

        @Override
        public String describe() {
            return "process %d (%s) at %s, uid %d, %s, %s"
                    .formatted(
                            pid,
                            comm,
                            hex(taskGva),
                            uid,
                            exe.map(path -> "program " + path).orElse("no program"),
                            tree.isEmpty()
                                    ? "started by the kernel"
                                    : "started by " + String.join(", by ", tree));
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "process");
            fields.put("pid", pid);
            fields.put("comm", comm);
            fields.put("task", hex(taskGva));
            fields.put("uid", uid);
            exe.ifPresent(path -> fields.put("exe", path));
            fields.put("tree", tree);
            return fields;
        }
    }

    /**
     * A field of an object holds what it must not.
     *
     * @param object what the object is, for example {@code "task 612 (sshd)"}
     * @param gva address of the object, or of the field where that is known
     * @param field its name, for example {@code "cred->euid"}
     * @param found what was read, in words
     * @param expected what should be there
     */
    record Value(String object, long gva, String field, String found, String expected)
            implements Evidence {
        /** Requires the texts. */
        public Value {
            requireNonNull(object, "object");
            requireNonNull(field, "field");
            requireNonNull(found, "found");
            requireNonNull(expected, "expected");
        }

        @Override
        public String describe() {
            return "%s at %s: %s is %s, expected %s"
                    .formatted(object, hex(gva), field, found, expected);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "value");
            fields.put("object", object);
            fields.put("address", hex(gva));
            fields.put("field", field);
            fields.put("found", found);
            fields.put("expected", expected);
            return fields;
        }
    }

    /**
     * A row of a view is as a rule describes it.
     *
     * @param view name of the view
     * @param columns the columns that the rule asked for, with the row's values
     * @param condition what the rule asked for
     */
    record Row(String view, SequencedMap<String, @Nullable Object> columns, String condition)
            implements Evidence {
        /** Copies the map. */
        public Row {
            requireNonNull(view, "view");
            requireNonNull(condition, "condition");
            columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
        }

        @Override
        public String describe() {
            List<String> values = new ArrayList<>();
            columns.forEach((name, value) -> values.add(name + " " + value));
            return "a row of %s has %s, which is: %s"
                    .formatted(view, String.join(", ", values), condition);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "row");
            fields.put("view", view);
            fields.put("columns", columns);
            fields.put("condition", condition);
            return fields;
        }
    }

    /**
     * What another detector found is a sign of something.
     *
     * @param sign what it shows, in words
     * @param rule id of that detector
     * @param subject of its finding
     * @param title of its finding
     */
    record Sign(String sign, String rule, String subject, String title) implements Evidence {
        /** Requires the texts. */
        public Sign {
            requireNonNull(sign, "sign");
            requireNonNull(rule, "rule");
            requireNonNull(subject, "subject");
            requireNonNull(title, "title");
        }

        @Override
        public String describe() {
            return "%s: %s found that %s".formatted(sign, rule, title);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "sign");
            fields.put("sign", sign);
            fields.put("rule", rule);
            fields.put("subject", subject);
            fields.put("title", title);
            return fields;
        }
    }

    /** Bytes of a file up to which evidence carries its digest, whatever is found in it. */
    long MAX_HASHED_BYTES = 1L << 30;

    /**
     * A file as its inode describes it.
     *
     * @param path as text, what is no text escaped
     * @param inode number in its filesystem
     * @param type of the inode, lower case
     * @param sizeBytes length of the content
     * @param mode the 12 low bits of the mode, octal
     * @param uid owner
     * @param gid group
     * @param modified time of the last change of the content
     * @param changed time of the last change of the inode
     * @param sha256 of the content, where it was read
     * @param source where the file comes from
     */
    record File(
            String path,
            long inode,
            String type,
            long sizeBytes,
            String mode,
            long uid,
            long gid,
            Instant modified,
            Instant changed,
            Optional<String> sha256,
            String source)
            implements Evidence {
        /** Requires the objects. */
        public File {
            requireNonNull(path, "path");
            requireNonNull(type, "type");
            requireNonNull(mode, "mode");
            requireNonNull(modified, "modified");
            requireNonNull(changed, "changed");
            requireNonNull(sha256, "sha256");
            requireNonNull(source, "source");
        }

        /** Describes a file of a walked tree. */
        public static File of(GuestFile file, Optional<String> sha256, String source) {
            FileAttributes attributes = file.attributes();
            return new File(
                    file.path(),
                    attributes.inode(),
                    attributes.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    attributes.sizeBytes(),
                    "%04o".formatted(attributes.permissions()),
                    Integer.toUnsignedLong(attributes.uid()),
                    Integer.toUnsignedLong(attributes.gid()),
                    attributes.modified(),
                    attributes.changed(),
                    sha256,
                    source);
        }

        @Override
        public String describe() {
            return "%s is a %s of %d bytes, inode %d, mode %s, owner %d:%d, modified %s%s, on %s"
                    .formatted(
                            path,
                            type,
                            sizeBytes,
                            inode,
                            mode,
                            uid,
                            gid,
                            modified,
                            sha256.map(digest -> ", SHA-256 " + digest).orElse(""),
                            source);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "file");
            fields.put("path", path);
            fields.put("inode", inode);
            fields.put("type", type);
            fields.put("size", sizeBytes);
            fields.put("mode", mode);
            fields.put("uid", uid);
            fields.put("gid", gid);
            fields.put("mtime", modified.toString());
            fields.put("ctime", changed.toString());
            sha256.ifPresent(digest -> fields.put("sha256", digest));
            fields.put("source", source);
            return fields;
        }
    }

    /**
     * A file contains what was looked for.
     *
     * @param path of the file, as text
     * @param offset where it was found, in bytes from the start
     * @param pattern what was looked for
     * @param found what is there, shortened
     */
    record Match(String path, long offset, String pattern, String found) implements Evidence {
        private static final int MAX_CHARS = 200;

        /** Requires the texts, and shortens what was found. */
        public Match {
            requireNonNull(path, "path");
            requireNonNull(pattern, "pattern");
            found = PathText.of(found.getBytes(UTF_8));
            if (found.length() > MAX_CHARS) {
                found = found.substring(0, MAX_CHARS) + "…";
            }
        }

        @Override
        public String describe() {
            return "%s has \"%s\" at byte %d, which is of the form %s"
                    .formatted(path, found, offset, pattern);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "match");
            fields.put("path", path);
            fields.put("offset", offset);
            fields.put("pattern", pattern);
            fields.put("found", found);
            return fields;
        }
    }

    /**
     * A file is not as it should be.
     *
     * @param path of the file, as text
     * @param property which of its properties
     * @param found what it is
     * @param expected what it should be, and who says so
     */
    record Difference(String path, String property, String found, String expected)
            implements Evidence {
        /** Requires the texts. */
        public Difference {
            requireNonNull(path, "path");
            requireNonNull(property, "property");
            requireNonNull(found, "found");
            requireNonNull(expected, "expected");
        }

        @Override
        public String describe() {
            return "%s: %s is %s, expected %s".formatted(path, property, found, expected);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "difference");
            fields.put("path", path);
            fields.put("property", property);
            fields.put("found", found);
            fields.put("expected", expected);
            return fields;
        }
    }

    /**
     * Something that passed on the network.
     *
     * @param between who, for example {@code "192.0.2.1 to 192.0.2.2:22"}
     * @param what was counted, measured or read
     * @param found what it came to
     * @param expected what would not be reported
     * @param first when the first of it was captured
     * @param last when the last of it was captured
     */
    record Traffic(
            String between, String what, String found, String expected, Instant first, Instant last)
            implements Evidence {
        /** Requires all. */
        public Traffic {
            requireNonNull(between, "between");
            requireNonNull(what, "what");
            requireNonNull(found, "found");
            requireNonNull(expected, "expected");
            requireNonNull(first, "first");
            requireNonNull(last, "last");
        }

        @Override
        public String describe() {
            return "%s: %s: %s, expected %s; from %s to %s"
                    .formatted(between, what, found, expected, first, last);
        }

        @Override
        public SequencedMap<String, Object> fields() {
            SequencedMap<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", "traffic");
            fields.put("between", between);
            fields.put("what", what);
            fields.put("found", found);
            fields.put("expected", expected);
            fields.put("first", first.toString());
            fields.put("last", last.toString());
            return fields;
        }
    }

    private static String hex(long gva) {
        return "0x" + Long.toHexString(gva);
    }
}
