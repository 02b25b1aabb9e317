package mailstead.maildir;

import java.io.IOException;
import mailstead.fs.Errno;
import mailstead.fs.FileFailure;
import mailstead.fs.FileSystem;
import mailstead.testkit.fs.FaultyFileSystem;

/** What an export with root squash is to a front end: nobody may give files away. */
final class RootSquashed {

    private RootSquashed() {}

    static FileSystem over(FileSystem real) {
        FaultyFileSystem files = new FaultyFileSystem(real);
        files.set(
                new FaultyFileSystem.Fault() {
                    @Override
                    public void before(FaultyFileSystem.Call call) throws IOException {
                        boolean isByRoot =
                                call.name().equals("mkdir") && call.path().contains(".making-");
                        if (call.name().equals("chown") || isByRoot) {
                            throw new FileFailure(call.name(), call.path(), Errno.EACCES);
                        }
                    }
                });
        return files;
    }
}
