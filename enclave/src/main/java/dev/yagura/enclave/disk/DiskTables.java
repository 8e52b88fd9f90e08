package dev.yagura.enclave.disk;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.kernel.table.Column;
import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableInfo;
import dev.yagura.kernel.table.TableRows;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.Layer;
import dev.yagura.storage.disk.LayerKind;
import dev.yagura.storage.disk.MountedTree;
import dev.yagura.storage.disk.MountedTree.Mount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The views of a VM's disks. */
public final class DiskTables {
    private static final Column NAME =
            brief("name", Kind.TEXT, "what --root and key files call it");
    private static final Column SIZE = brief("size", Kind.NUMBER, "of what is in it, in bytes");
    private static final Column UUID = more("uuid", Kind.TEXT, "its identity, as fstab writes it");
    private static final Column STATE =
            brief(
                    "state",
                    Kind.TEXT,
                    "open, locked (no key opens it), refused (not read here), damaged, failed,"
                            + " no-files or unknown");
    private static final Column WHY =
            more("why", Kind.TEXT, "why it cannot be read; empty if it can");
    private static final Column ENCRYPTION =
            brief(
                    "encryption",
                    Kind.TEXT,
                    "who encrypts it: host (the hypervisor), guest, host+guest or none");
    private static final Column CONTENTS =
            brief("contents", Kind.LIST, "formats of what lies directly on it");
    private static final Column ON = more("on", Kind.LIST, "what it lies on, nearest first");

    private static final Set<LayerKind> VOLUMES =
            EnumSet.of(
                    LayerKind.HOST_ENCRYPTION,
                    LayerKind.GUEST_ENCRYPTION,
                    LayerKind.ARRAY,
                    LayerKind.LOGICAL_VOLUME);

    private static final List<DiskTable> ALL =
            List.of(
                    new DiskTable(
                            "disks",
                            "disks as the host keeps them, and what encrypts them",
                            List.of(
                                    NAME,
                                    brief("format", Kind.TEXT, "of the image"),
                                    SIZE,
                                    STATE,
                                    ENCRYPTION,
                                    brief("device", Kind.TEXT, "as the hypervisor calls it"),
                                    CONTENTS,
                                    more("node", Kind.TEXT, "the hypervisor's node that is read"),
                                    more("layers", Kind.TEXT, "the hypervisor's, for people"),
                                    more("readOnly", Kind.FLAG, "whether the guest cannot write"),
                                    WHY),
                            DiskTables::disks),
                    new DiskTable(
                            "partitions",
                            "partitions of the disks",
                            List.of(
                                    NAME,
                                    brief("type", Kind.TEXT, "by the partition table"),
                                    brief("start", Kind.NUMBER, "first byte on its disk"),
                                    SIZE,
                                    ENCRYPTION,
                                    CONTENTS,
                                    more("label", Kind.TEXT, "its name, in a GPT"),
                                    UUID,
                                    ON),
                            DiskTables::partitions),
                    new DiskTable(
                            "volumes",
                            "encrypted volumes, logical volumes and arrays",
                            List.of(
                                    NAME,
                                    brief("kind", Kind.TEXT, "whose encryption, volume or array"),
                                    brief("format", Kind.TEXT, "as luks2, linear or raid1"),
                                    SIZE,
                                    STATE,
                                    ENCRYPTION,
                                    CONTENTS,
                                    more("label", Kind.TEXT, "its label"),
                                    UUID,
                                    ON,
                                    WHY),
                            DiskTables::volumes),
                    new DiskTable(
                            "filesystems",
                            "filesystems, swap space, and what is unknown",
                            List.of(
                                    NAME,
                                    brief("type", Kind.TEXT, "as mount(8) calls it"),
                                    SIZE,
                                    STATE,
                                    ENCRYPTION,
                                    brief("label", Kind.TEXT, "its label"),
                                    brief(
                                            "mounted",
                                            Kind.LIST,
                                            "where fstab of the root filesystem mounts it"),
                                    UUID,
                                    ON,
                                    WHY,
                                    more(
                                            "notes",
                                            Kind.LIST,
                                            "what a reader should know: a journal was replayed, a"
                                                    + " checksum does not match")),
                            DiskTables::filesystems));

    private DiskTables() {}

    /** Returns all views. */
    public static List<TableInfo> all() {
        return List.copyOf(ALL);
    }

    /** Returns their names. */
    public static List<String> names() {
        return ALL.stream().map(DiskTable::name).toList();
    }

    /** Returns what a view is. */
    public static Optional<TableInfo> info(String name) {
        return ALL.stream()
                .filter(table -> table.name().equals(name))
                .map(TableInfo.class::cast)
                .findFirst();
    }

    /**
     * Lists a view.
     *
     * @param name one of {@link #names()}
     * @param brief whether only the columns that people are shown are wanted
     */
    public static TableRows read(String name, DiskLook look, boolean brief) {
        return ALL.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow()
                .read(look, brief);
    }

    private static Column brief(String name, Kind kind, String meaning) {
        return new Column(name, kind, meaning, true);
    }

    private static Column more(String name, Kind kind, String meaning) {
        return new Column(name, kind, meaning, false);
    }

    private static TableRows disks(DiskLook look) {
        List<Row> rows = new ArrayList<>();
        List<Layer> layers = of(look, EnumSet.of(LayerKind.DISK));
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            DiskDescription drive = look.drives().get(i);
            rows.add(
                    Row.of(
                            "name", layer.name(),
                            "format", layer.format(),
                            "size", layer.sizeBytes(),
                            "state", LayerWords.word(layer.state()),
                            "encryption", encryption(look, layer),
                            "device", drive.device(),
                            "contents", LayerWords.contents(look.disks(), layer),
                            "node", drive.node(),
                            "layers", drive.format(),
                            "readOnly", drive.readOnly(),
                            "why", layer.why()));
        }
        return new TableRows(rows, look.unread());
    }

    /** A disk is encrypted by the host if all that lies on it is. */
    private static String encryption(DiskLook look, Layer disk) {
        return look.disks().layers().stream()
                .filter(layer -> layer.below().contains(disk))
                .map(layer ->
                        layer.kind() == LayerKind.HOST_ENCRYPTION
                                ? "host"
                                : LayerWords.encryption(layer))
                .findFirst()
                .orElse("none");
    }

    private static TableRows partitions(DiskLook look) {
        List<Row> rows =
                of(look, EnumSet.of(LayerKind.PARTITION)).stream()
                        .map(layer ->
                                Row.of(
                                        "name", layer.name(),
                                        "type", layer.format(),
                                        "start", layer.offset(),
                                        "size", layer.sizeBytes(),
                                        "encryption", LayerWords.encryption(layer),
                                        "contents", LayerWords.contents(look.disks(), layer),
                                        "label", layer.label(),
                                        "uuid", layer.uuid(),
                                        "on", LayerWords.chain(layer)))
                        .toList();
        return new TableRows(rows, hidden(look));
    }

    private static TableRows volumes(DiskLook look) {
        List<Row> rows =
                of(look, VOLUMES).stream()
                        .map(layer ->
                                Row.of(
                                        "name", layer.name(),
                                        "kind", LayerWords.word(layer.kind()),
                                        "format", layer.format(),
                                        "size", layer.sizeBytes(),
                                        "state", LayerWords.word(layer.state()),
                                        "encryption", LayerWords.encryption(layer),
                                        "contents", LayerWords.contents(look.disks(), layer),
                                        "label", layer.label(),
                                        "uuid", layer.uuid(),
                                        "on", LayerWords.chain(layer),
                                        "why", layer.why()))
                        .toList();
        return new TableRows(rows, hidden(look));
    }

    private static TableRows filesystems(DiskLook look) {
        List<Mount> mounts = mounts(look);
        List<Row> rows =
                of(look, EnumSet.of(LayerKind.FILESYSTEM)).stream()
                        .map(layer ->
                                Row.of(
                                        "name", layer.name(),
                                        "type", layer.format(),
                                        "size", layer.sizeBytes(),
                                        "state", LayerWords.word(layer.state()),
                                        "encryption", LayerWords.encryption(layer),
                                        "label", layer.label(),
                                        "mounted", mounted(mounts, layer),
                                        "uuid", layer.uuid(),
                                        "on", LayerWords.chain(layer),
                                        "why", layer.why(),
                                        "notes", notes(look, layer)))
                        .toList();
        return new TableRows(rows, hidden(look));
    }

    private static List<Mount> mounts(DiskLook look) {
        try {
            MountedTree tree = look.tree(Optional.empty());
            return tree.mounts();
        } catch (IOException e) {
            return List.of(); // nothing is mounted; what could not be opened has its own row
        }
    }

    private static List<String> mounted(List<Mount> mounts, Layer layer) {
        return mounts.stream()
                .filter(mount -> mount.filesystem().layer().equals(layer))
                .map(Mount::path)
                .toList();
    }

    private static List<String> notes(DiskLook look, Layer layer) {
        return look.disks().filesystems().stream()
                .filter(found -> found.layer().equals(layer))
                .map(FoundFilesystem::notes)
                .findFirst()
                .orElse(List.of());
    }

    private static List<Layer> of(DiskLook look, Set<LayerKind> kinds) {
        return look.disks().layers().stream()
                .filter(layer -> kinds.contains(layer.kind()))
                .toList();
    }

    /** Returns what hides further layers: where something may lie on what cannot be read. */
    private static List<Gap> hidden(DiskLook look) {
        List<Gap> gaps = new ArrayList<>(look.unread());
        for (Layer layer : look.disks().layers()) {
            if (layer.kind() != LayerKind.FILESYSTEM && layer.state().isGap()) {
                gaps.add(new Gap(layer.name(), layer.why()));
            }
        }
        look.disks().notes().forEach(note -> gaps.add(new Gap("disks", note)));
        return gaps;
    }
}
