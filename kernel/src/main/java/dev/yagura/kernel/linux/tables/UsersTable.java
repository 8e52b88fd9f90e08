package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.UserSession;
import dev.yagura.kernel.linux.system.Users;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Who is logged in. */
final class UsersTable {
    private UsersTable() {}

    static GuestTable table() {
        return Columns.<UserSession>of()
                .text("user", "who; of a boot, reboot", UserSession::user)
                .text("line", "terminal, such as pts/0", UserSession::line)
                .text("host", "from where, as the login program wrote it", UserSession::host)
                .text("time", "since when, UTC", s -> s.time().toString())
                .number("pid", "process that logged in", s -> s.pid())
                .text("type", "user for a login, boot, login, dead…", UserSession::typeName)
                .more()
                .text("address", "where the host is; null if not written", s -> s.address())
                .text("id", "what init calls the line", UserSession::id)
                .number("record", "which record of the file, from 0", s -> s.number())
                .text("path", "file that says so", UserSession::path)
                .hex("inodeAddress", "struct inode of that file", UserSession::inodeGva)
                .table(
                        "users",
                        "who is logged in, as utmp says: a file, which root may change",
                        UsersTable::list);
    }

    private static void list(TableContext context, RowSink<UserSession> rows) throws IOException {
        Partial<UserSession> sessions = Users.list(context.linux());
        for (UserSession session : sessions.items()) {
            if (session.type() != 0 && context.wants(session.pid())) {
                rows.add(session);
            }
        }
        sessions.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
