package dev.yagura.storage.disk;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the filesystem that a line of fstab means, with the names that crypttab gives. */
final class DeviceNames {
    private static final String BY = "/dev/disk/by-";
    private static final String MAPPER = "/dev/mapper/";
    private static final String DEV = "/dev/";

    /** The disk's letter, and the partition's number. */
    private static final Pattern LETTERED =
            Pattern.compile("/dev/(?:vd|sd|xvd|hd)([a-z])([0-9]{0,4})");

    /** The disk's number, and the partition's. */
    private static final Pattern NUMBERED =
            Pattern.compile("/dev/(?:nvme([0-9]{1,2})n1|mmcblk([0-9]{1,2}))(?:p([0-9]{1,4}))?");

    private final Disks disks;
    private final Crypttab crypttab;

    DeviceNames(Disks disks, Crypttab crypttab) {
        this.disks = disks;
        this.crypttab = crypttab;
    }

    /** Returns the filesystem that is called {@code source}, if it was opened. */
    Optional<FoundFilesystem> find(String source) {
        Predicate<Layer> meant = meaning(source, 0);
        return disks.filesystems().stream().filter(found -> meant.test(found.layer())).findFirst();
    }

    /** Returns whether a device of this name gets a new key at each start of the guest. */
    boolean isForgotten(String source) {
        return source.startsWith(MAPPER)
                && crypttab.named(source.substring(MAPPER.length()))
                        .filter(entry -> !entry.hasLastingKey())
                        .isPresent();
    }

    /** Returns what is on the device that a name means: a filesystem, or an encrypted volume. */
    private Predicate<Layer> meaning(String source, int depth) {
        int equals = source.indexOf('=');
        if (equals > 0) {
            return tagged(source.substring(0, equals), source.substring(equals + 1));
        }
        if (source.startsWith(BY)) {
            int slash = source.indexOf('/', BY.length());
            return slash < 0
                    ? layer -> false
                    : tagged(
                            source.substring(BY.length(), slash),
                            udevUnescaped(source.substring(slash + 1)));
        }
        if (source.startsWith(MAPPER)) {
            return on(mapped(source.substring(MAPPER.length()), depth));
        }
        Predicate<Layer> kernels = kernelName(source);
        return source.startsWith(DEV)
                ? kernels.or(on(layer -> layer.name().equals(source.substring(DEV.length()))))
                : kernels;
    }

    private static Predicate<Layer> tagged(String tag, String value) {
        if (value.isEmpty()) {
            return layer -> false;
        }
        return switch (tag.toLowerCase(Locale.ROOT)) {
            case "uuid" -> layer -> layer.uuid().equalsIgnoreCase(value);
            case "label" -> layer -> layer.label().equals(value);
            case "partuuid" ->
                    on(layer ->
                            layer.kind() == LayerKind.PARTITION
                                    && layer.uuid().equalsIgnoreCase(value));
            case "partlabel" ->
                    on(layer -> layer.kind() == LayerKind.PARTITION && layer.label().equals(value));
            default -> layer -> false;
        };
    }

    /**
     * Names by the order in which a kernel finds disks: the only meaning that they have here too.
     */
    private Predicate<Layer> kernelName(String source) {
        Matcher lettered = LETTERED.matcher(source);
        if (lettered.matches()) {
            return numbered(lettered.group(1).charAt(0) - 'a', lettered.group(2));
        }
        Matcher numbered = NUMBERED.matcher(source);
        if (!numbered.matches()) {
            return layer -> false;
        }
        String disk = numbered.group(1) != null ? numbered.group(1) : numbered.group(2);
        String partition = numbered.group(3) != null ? numbered.group(3) : "";
        return numbered(Integer.parseInt(disk), partition);
    }

    private Predicate<Layer> numbered(int disk, String partition) {
        List<String> names =
                disks.layers().stream()
                        .filter(layer -> layer.kind() == LayerKind.DISK)
                        .map(Layer::name)
                        .toList();
        if (disk >= names.size()) {
            return layer -> false;
        }
        String name = names.get(disk) + (partition.isEmpty() ? "" : "p" + partition);
        return layer -> layer.name().equals(name);
    }

    /** Names of the device mapper: of a logical volume, or of something decrypted. */
    private Predicate<Layer> mapped(String name, int depth) {
        String volume = name.replace("--", "\0").replaceFirst("-", "/").replace('\0', '-');
        Predicate<Layer> known =
                layer ->
                        (layer.kind() == LayerKind.LOGICAL_VOLUME && layer.name().equals(volume))
                                || (isDecrypted(layer)
                                        && name.equalsIgnoreCase("luks-" + layer.uuid()));
        Optional<Crypttab.Entry> entry = crypttab.named(name);
        if (entry.isEmpty() || depth == DiskLimits.MAX_DEPTH) {
            return known;
        }
        Predicate<Layer> encrypted = meaning(entry.get().source(), depth + 1);
        return known.or(layer -> isDecrypted(layer) && encrypted.test(layer));
    }

    /** An encrypted image may be the host's doing or the guest's: the guest says it is its own. */
    private static boolean isDecrypted(Layer layer) {
        return layer.kind() == LayerKind.GUEST_ENCRYPTION
                || layer.kind() == LayerKind.HOST_ENCRYPTION;
    }

    /** Returns what lies directly on a layer. */
    private static Predicate<Layer> on(Predicate<Layer> wanted) {
        return layer -> layer.below().stream().anyMatch(wanted);
    }

    /** Undoes {@code \x20} and the like, as udev writes labels into names of links. */
    private static String udevUnescaped(String name) {
        return Pattern.compile("\\\\x([0-9a-f]{2})")
                .matcher(name)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }
}
