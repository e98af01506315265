using System;
using System.Globalization;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;

namespace Pickerel.Tool;

/// <summary>Errors as MSBuild and editors read them: <c>path(line): error PKR1073: text</c>.</summary>
internal static class ErrorLine
{
    /// <summary>Writes a problem with a file.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(string path, ModelReadResult.Failure failure)
    {
        var place = failure.Line == 0 ? $"{path} " : string.Create(CultureInfo.InvariantCulture, $"{path}({failure.Line})");
        return WriteAt(place, failure.Problem);
    }

    /// <summary>Writes a problem with a file as a whole.</summary>
    /// <returns>The exit code.</returns>
    public static int WriteOf(string path, Problem problem) => WriteAt($"{path} ", problem);

    private static int WriteAt(string place, Problem problem)
    {
        Console.Error.WriteLine(SingleLine.Of($"{place}: error {problem.Message.Id}: {problem.Text}"));
        return ExitCodes.FileAtFault;
    }
}
