using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Pickerel.Core.Messages;
using Pickerel.Tool.Reports;

namespace Pickerel.Tool;

/// <summary>What commands have in common when they answer.</summary>
internal static class Output
{
    /// <summary>The option that asks for JSON.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Prints JSON, for scripts." };

    /// <summary>Prints an answer as JSON.</summary>
    public static void WriteJson<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer, ReportJson.Options));

    /// <summary>Runs a command, and prints the line of the file that stops it.</summary>
    /// <returns>The exit code.</returns>
    public static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (FileException stopped)
        {
            return ErrorLine.Write(stopped.Path, new(stopped.Problem, stopped.Line));
        }
    }

    /// <summary>Writes a file that is not seen half written.</summary>
    /// <exception cref="FileException">It cannot be written.</exception>
    public static void WriteFile(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new FileException(path, Pkr.DataFileInaccessible.At(Site.Network, Path.GetFileName(path), "written", unwritable.Message.TrimEnd('.')));
        }
    }
}
