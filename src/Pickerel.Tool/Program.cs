using System;
using System.CommandLine;
using System.Text;
using Pickerel.Tool.Commands;

namespace Pickerel.Tool;

/// <summary>
/// The command line. Exit codes: 0 done, 1 a file is at fault (one line says how), 2 the command line is, 3 a network got dearer (<c>report</c>),
/// 4 integers are not what was expected (<c>verify</c>).
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        // MSBuild and terminals read UTF-8; a Windows code page would garble names.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var root = new RootCommand("Compiles quantized neural networks into C#.")
        {
            ImportCommand.Create(), InspectCommand.Create(), RunCommand.Create(), VerifyCommand.Create(), QuantizeCommand.Create(), CostCommand.Create(), ReportCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0)
            return parsed.Invoke();

        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"pickerel: {error.Message}");
        Console.Error.WriteLine("Try 'pickerel --help'.");
        return ExitCodes.UsageError;
    }
}
