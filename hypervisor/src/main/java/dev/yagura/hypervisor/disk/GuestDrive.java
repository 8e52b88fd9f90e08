package dev.yagura.hypervisor.disk;

import static dev.yagura.channel.agent.DiskDescription.MAX_DISKS;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One drive of a guest, and what is served of it.
 *
 * @param device path of the guest's device in QEMU's object tree; names the drive for good
 * @param description as peers see it
 * @param node what is served; empty unless the description says that it is readable
 */
public record GuestDrive(String device, DiskDescription description, Optional<BlockNode> node) {
    private static final String NAMED_DEVICES = "/machine/peripheral/";

    /**
     * Asks QEMU for the guest's drives; those after the 63rd are one that cannot be read.
     *
     * @throws QmpException if QEMU does not answer
     */
    public static List<GuestDrive> ask(QmpClient qmp) throws QmpException {
        BlockGraph graph;
        try {
            graph = BlockGraph.ask(qmp);
        } catch (QmpException e) {
            if (e.reason() == QmpException.Reason.REFUSED) {
                return List.of(unknown(0, "its disks are not known: " + e.getMessage()));
            }
            throw e;
        }
        List<GuestDrive> drives = new ArrayList<>();
        List<QmpObject> found = graph.drives();
        for (QmpObject drive : found) {
            if (drives.size() == MAX_DISKS - 1 && found.size() > MAX_DISKS) {
                int left = found.size() - drives.size();
                drives.add(unknown(drives.size(), left + " drives more than can be listed"));
                break;
            }
            drives.add(of(drives.size(), drive, graph));
        }
        return drives;
    }

    /** Returns a drive that stands for those of which nothing is known. */
    public static GuestDrive unknown(int number, String why) {
        return new GuestDrive(
                "",
                new DiskDescription(
                        number, "", "", "", 0, 0, false, false, State.UNREADABLE, reason(why)),
                Optional.empty());
    }

    private static GuestDrive of(int number, QmpObject drive, BlockGraph graph) {
        String device = drive.text("qdev");
        Optional<QmpObject> inserted = drive.object("inserted");
        if (inserted.isEmpty()) {
            DiskDescription empty =
                    new DiskDescription(
                            number, name(drive), "", "", 0, 0, false, true, State.EMPTY, "");
            return new GuestDrive(device, empty, Optional.empty());
        }
        Optional<BlockNode> root = graph.node(inserted.get().text("node-name"));
        if (root.isEmpty()) {
            return unknown(number, "QEMU names no node for " + name(drive));
        }
        ServedNode served = ServedNode.below(root.get(), graph);
        Optional<BlockNode> node = served.node();
        DiskDescription description =
                new DiskDescription(
                        number,
                        name(drive),
                        cut(node.map(BlockNode::name).orElse(""), DiskDescription.MAX_NODE_CHARS),
                        cut(served.format(), DiskDescription.MAX_TEXT_CHARS),
                        node.map(BlockNode::sizeBytes).orElse(0L),
                        root.get().sizeBytes(),
                        served.encrypted(),
                        root.get().readOnly(),
                        node.isPresent() ? State.READABLE : State.UNREADABLE,
                        reason(served.problem().orElse("")));
        return new GuestDrive(device, description, node);
    }

    /** Returns the id somebody gave the drive or its device, or else the device's path. */
    private static String name(QmpObject drive) {
        String device = drive.text("qdev");
        String name = drive.text("device");
        if (name.isEmpty() && device.startsWith(NAMED_DEVICES)) {
            name = device.substring(NAMED_DEVICES.length()).split("/", 2)[0];
        }
        return cut(name.isEmpty() ? device : name, DiskDescription.MAX_TEXT_CHARS);
    }

    private static String reason(String text) {
        return cut(text, DiskDescription.MAX_REASON_CHARS);
    }

    private static String cut(String text, int maxChars) {
        return text.substring(0, Math.min(text.length(), maxChars));
    }
}
