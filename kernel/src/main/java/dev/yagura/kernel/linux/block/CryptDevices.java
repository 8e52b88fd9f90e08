package dev.yagura.kernel.linux.block;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists what the kernel encrypts on its way to a disk; {@code drivers/md/dm-crypt.c}. */
public final class CryptDevices {
    private static final String TYPE = "crypt";

    private CryptDevices() {}

    /** What one target keeps. Its key lies behind all that is named here. */
    @KernelStruct("crypt_config")
    interface Config extends StructView {
        @KernelField("dev->name")
        Optional<String> below() throws IOException;

        long start();

        @KernelField("cipher_string")
        Optional<String> cipher() throws IOException;

        /** Returns the address of the key's name in a keyring, 0 for a key that was given. */
        @KernelField("key_string")
        long keyNameGva();

        @KernelField("iv_offset")
        long vectorOffset();

        @KernelField("sector_size")
        int sectorBytes();

        @KernelField("key_size")
        int keyBytes();

        /** Returns the bytes beside a sector; since 6.10 under the first name. */
        @KernelField({"tuple_size", "on_disk_tag_size"})
        OptionalInt tagBytes();
    }

    /**
     * Returns the encrypted sectors of all disks.
     *
     * @throws IOException if this kernel has no class of block devices, or the memory source fails
     */
    public static Partial<CryptDevice> list(Linux linux) throws IOException {
        Partial.Collector<CryptDevice> found = Partial.collector();
        Partial<BlockDevice> devices = BlockDevices.list(linux);
        devices.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
        MappedDevices mapped = new MappedDevices(linux);
        Optional<StructViews> views =
                new DriverTypes(linux).of("dm_crypt", "crypt_config", "cipher_string");
        for (BlockDevice device : devices.items()) {
            if (MappedDevices.isMapped(device)) {
                found.part(
                        "targets of " + device.name(),
                        () -> {
                            Optional<MappedDevice> of = mapped.of(device);
                            if (of.isEmpty()) {
                                found.missing("targets of " + device.name(), MappedDevices.UNKNOWN);
                                return;
                            }
                            for (MappedDevice.Target target : of.get().targets()) {
                                if (target.type().equals(TYPE)) {
                                    add(found, views, of.get(), target);
                                }
                            }
                        });
            }
        }
        return found.done();
    }

    private static void add(
            Partial.Collector<CryptDevice> found,
            Optional<StructViews> views,
            MappedDevice device,
            MappedDevice.Target target)
            throws IOException {
        String what = "%s target of %s".formatted(TYPE, device.device().name());
        if (views.isEmpty()) {
            found.missing(what, "this kernel keeps no types of module dm_crypt");
            return;
        }
        found.add(what, () -> crypt(views.get(), device, target));
    }

    private static CryptDevice crypt(
            StructViews views, MappedDevice device, MappedDevice.Target target) throws IOException {
        Config config = views.at(Config.class, target.privateGva());
        return new CryptDevice(
                device,
                target,
                config.cipher().orElse(""),
                config.keyBytes(),
                config.keyNameGva() != 0,
                config.below().orElse(""),
                config.start(),
                config.vectorOffset(),
                config.sectorBytes(),
                config.tagBytes().orElse(0),
                config.gva());
    }
}
