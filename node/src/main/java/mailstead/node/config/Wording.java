package mailstead.node.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What a file operation failed of, in words: the exceptions' own texts are often bare names. */
public final class Wording {

    private Wording() {}

    /** One line for the operator. */
    public static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no file " + e.getFile();
            case AccessDeniedException e -> "permission denied: " + e.getFile();
            case FileAlreadyExistsException e -> e.getFile() + " is in the way";
            case NotDirectoryException e -> e.getFile() + " is not a folder";
            case FileSystemLoopException e -> e.getFile() + " is a link that leads to itself";
            case FileSystemException e -> String.valueOf(e.getMessage());
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    /** The same about one file, for operations whose failures do not name it. */
    static String of(Path file, IOException failure) {
        return switch (failure) {
            case CharacterCodingException _ -> file + " is not UTF-8 text";
            case FileSystemException e -> of((IOException) e);
            default -> file + ": " + failure.getMessage();
        };
    }
}
