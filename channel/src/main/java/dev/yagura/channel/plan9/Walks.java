package dev.yagura.channel.plan9;

import dev.yagura.channel.plan9.Fid.Place;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers the requests that find files, and let go of them. */
final class Walks {
    private final ClientFiles client;
    private final Fids fids;

    Walks(ClientFiles client) {
        this.client = client;
        this.fids = client.fids();
    }

    ByteBuffer attach(int tag, Request.Attach attach) throws IOException {
        if (attach.authenticated() != Plan9.NO_FID) {
            throw new ErrnoException(Errno.EACCES, "9P afid: nobody was authenticated by one");
        }
        StoredFile root = client.attach(attach.name()).root();
        fids.add(attach.fid(), Fid.found(Place.root(root)));
        return new MessageWriter(MessageType.RATTACH, tag, Qid.BYTES).qid(client.qid(root)).done();
    }

    ByteBuffer walk(int tag, Request.Walk walk) throws IOException {
        Fid from = fids.get(walk.fid());
        Place place = from.place();
        List<Qid> qids = new ArrayList<>();
        for (FileName name : walk.names()) {
            Optional<Place> next;
            try {
                next = next(place, name);
            } catch (IOException e) {
                if (qids.isEmpty()) {
                    throw e;
                }
                next = Optional.empty();
            }
            if (next.isEmpty()) {
                break;
            }
            place = next.get();
            qids.add(client.qid(place.file()));
        }
        if (qids.isEmpty() && !walk.names().isEmpty()) {
            throw new ErrnoException(Errno.ENOENT, "9P walk: there is no file of this name");
        }
        if (qids.size() == walk.names().size()) {
            if (walk.newFid() == walk.fid()) {
                fids.replace(walk.fid(), from, Fid.found(place));
            } else {
                fids.add(walk.newFid(), Fid.found(place));
            }
        }
        MessageWriter answer =
                new MessageWriter(MessageType.RWALK, tag, Short.BYTES + qids.size() * Qid.BYTES);
        answer.u16(qids.size());
        qids.forEach(answer::qid);
        return answer.done();
    }

    private Optional<Place> next(Place place, FileName name) throws IOException {
        if (name.isDot()) {
            return Optional.of(name.bytes().length == 1 ? place : place.above());
        }
        if (place.file().attributes().type() != FileType.DIRECTORY) {
            throw new ErrnoException(Errno.ENOTDIR, "9P walk: comes to what is no directory");
        }
        if (place.depth() >= client.limits().depth()) {
            throw new ErrnoException(
                    Errno.ELOOP,
                    "9P walk: is deeper than %d names".formatted(client.limits().depth()));
        }
        return name.isPossible() ? place.file().find(name).map(place::below) : Optional.empty();
    }

    ByteBuffer clunk(int tag, int fid) throws IOException {
        fids.remove(fid);
        return new MessageWriter(MessageType.RCLUNK, tag, 0).done();
    }

    /** Lets go of the file, as the protocol has it whether or not it was removed. */
    ByteBuffer remove(int fid) throws IOException {
        fids.remove(fid);
        throw new ErrnoException(Errno.EROFS, "is read-only");
    }
}
