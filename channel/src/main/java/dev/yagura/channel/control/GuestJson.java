package dev.yagura.channel.control;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.memory.GpaRange;
import java.util.ArrayList;
import java.util.List;

/** A guest's description as JSON. */
final class GuestJson {
    private GuestJson() {}

    static GuestDescription read(JsonObject in) throws MalformedStructureException {
        String id = in.text("id", GuestDescription.MAX_ID_CHARS);
        String name = in.text("name", GuestDescription.MAX_TEXT_CHARS);
        long pid = in.number("pid", 0, Long.MAX_VALUE);
        List<GpaRange> ram = new ArrayList<>();
        for (Object element : in.list("ram", GuestDescription.MAX_RAM_RANGES)) {
            JsonObject range = in.asObject("ram", element);
            long start = range.hex("start");
            long end = range.hex("end");
            range.end();
            if (start < 0 || end <= start) {
                throw in.malformed("ram", element, "an end above its start");
            }
            ram.add(new GpaRange(start, end));
        }
        int vcpus = (int) in.number("vcpus", 0, GuestDescription.MAX_VCPUS);
        boolean pausable = in.bool("pausable");
        boolean registers = in.bool("registersAvailable");
        String access = in.text("access", GuestDescription.MAX_TEXT_CHARS);
        List<DiskDescription> disks = new ArrayList<>();
        for (Object element : in.list("disks", DiskDescription.MAX_DISKS)) {
            disks.add(DiskJson.read(in.asObject("disks", element)));
        }
        in.end();
        try {
            return new GuestDescription(
                    id, name, pid, ram, vcpus, pausable, registers, access, disks);
        } catch (IllegalArgumentException e) {
            throw in.malformed("guest", String.valueOf(e.getMessage()), "one in range");
        }
    }

    static void write(JsonWriter out, GuestDescription guest) {
        out.text("id", guest.id())
                .text("name", guest.name())
                .number("pid", guest.pid())
                .objects(
                        "ram",
                        guest.ram(),
                        (range, gpa) -> range.hex("start", gpa.start()).hex("end", gpa.end()))
                .number("vcpus", guest.vcpus())
                .bool("pausable", guest.pausable())
                .bool("registersAvailable", guest.registersAvailable())
                .text("access", guest.access())
                .objects("disks", guest.disks(), DiskJson::write);
    }
}
