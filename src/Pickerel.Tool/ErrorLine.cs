using System;
using System.Globalization;
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
        Console.Error.WriteLine(SingleLine.Of($"{place}: error {failure.Problem.Message.Id}: {failure.Problem.Text}"));
        return ExitCodes.FileAtFault;
    }
}
