using System;
using System.CommandLine;
using System.IO;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Import;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel import INPUT --output OUTPUT</c>: what the build runs before the compiler.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "The model file: .safetensors, .tflite, .onnx, or .pickerel, which is verified and copied." };
        var output = new Option<string>("--output", "-o") { Description = "The .pickerel text to write.", Required = true };
        var name = new Option<string?>("--name") { Description = "The model's name in messages (default: the file's, without extension)." };
        var command = new Command("import", "Turns a model file into the text that the compiler reads.") { input, output, name };
        command.Validators.Add(result =>
        {
            if (result.GetValue(input) is { Length: > 0 } from && result.GetValue(output) is { Length: > 0 } to)
            {
                if (string.Equals(Path.GetFullPath(from), Path.GetFullPath(to), StringComparison.Ordinal))
                    result.AddError("The output must be another file than the input.");
            }
            else
            {
                result.AddError("Input and output must not be empty.");
            }
        });
        command.SetAction(result => Run(result.GetValue(input)!, result.GetValue(output)!, result.GetValue(name)));
        return command;
    }

    /// <summary>Begins what a build shows of an import that succeeded.</summary>
    private const string NotePrefix = "note: ";

    private static int Run(string input, string output, string? name)
    {
        name ??= Path.GetFileNameWithoutExtension(input);
        var read = ModelImporter.Read(input, name);
        if (read is ModelReadResult.Failure failure)
            return ErrorLine.Write(input, failure);
        try
        {
            var imported = (ModelReadResult.Success)read;
            AtomicFile.Write(output, stream => ModelTextWriter.Write(imported.Document, stream));
            if (imported.Note is { } note)
                Console.WriteLine(SingleLine.Of($"{NotePrefix}{note}"));
            return ExitCodes.Done;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return ErrorLine.Write(output, new(Pkr.ModelFileInaccessible.At(Site.Network, name, "written", unwritable.Message.TrimEnd('.')), Line: 0));
        }
    }
}
