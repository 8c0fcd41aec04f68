// The rich-text editor of the fields made by core.forms.RichTextWidget.
//
// It builds on django-prose-editor's bundle and starts it from here, because the package's own widget wants an inline
// import map, and its createTextareaEditor inserts a <style>: our content security policy allows neither. The elements
// offered are those of portal/core/html.py (RICH); the server cleans whatever comes.
import {
  Blockquote, Bold, BulletList, Document, Editor, HardBreak, Heading, History, Italic, Link, ListItem, OrderedList,
  Paragraph, Text,
} from "../../django_prose_editor/editor.js"

const EMPTY = /^<(\w+)[^>]*><\/\1>$/

const COMMANDS = {
  bold: [(chain) => chain.toggleBold(), (editor) => editor.isActive("bold")],
  italic: [(chain) => chain.toggleItalic(), (editor) => editor.isActive("italic")],
  heading: [(chain) => chain.toggleHeading({ level: 3 }), (editor) => editor.isActive("heading", { level: 3 })],
  subheading: [(chain) => chain.toggleHeading({ level: 4 }), (editor) => editor.isActive("heading", { level: 4 })],
  list: [(chain) => chain.toggleBulletList(), (editor) => editor.isActive("bulletList")],
  numbered: [(chain) => chain.toggleOrderedList(), (editor) => editor.isActive("orderedList")],
  quote: [(chain) => chain.toggleBlockquote(), (editor) => editor.isActive("blockquote")],
  undo: [(chain) => chain.undo(), null],
  redo: [(chain) => chain.redo(), null],
}

function attributesFor(textarea, holder) {
  const label = textarea.labels[0]
  const attributes = { id: `${textarea.id}-text`, role: "textbox", "aria-multiline": "true" }
  if (label) {
    label.id ||= `${textarea.id}-label`
    attributes["aria-labelledby"] = label.id
    label.addEventListener("click", () => holder.querySelector("[contenteditable]").focus())
  } else {
    attributes["aria-label"] = textarea.getAttribute("aria-label") ?? textarea.name
  }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  return attributes
}

function wireLink(editor, holder, button) {
  const panel = holder.querySelector(".editor-link")
  const input = panel.querySelector("input")
  const close = () => {
    panel.hidden = true
    editor.commands.focus()
  }
  const set = () => {
    const typed = input.value.trim()
    if (!typed) return
    const scheme = /^(https?:|mailto:)/i.test(typed) ? "" : typed.includes("@") ? "mailto:" : "https://"
    const href = scheme + typed
    const chain = editor.chain().focus()
    if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: { href } }] }).run()
    } else {
      chain.extendMarkRange("link").setLink({ href }).run()
    }
    close()
  }
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden
    if (panel.hidden) return
    input.value = editor.getAttributes("link").href ?? ""
    input.focus()
  })
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault()
      set()
    }
    if (event.key === "Escape") close()
  })
  // What is typed here is no field of the form.
  input.addEventListener("input", (event) => event.stopPropagation())
  panel.querySelector("[data-link=set]").addEventListener("click", set)
  panel.querySelector("[data-link=remove]").addEventListener("click", () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run()
    close()
  })
}

function wireTools(editor, holder) {
  const tools = holder.querySelector(".editor-tools")
  const buttons = [...tools.querySelectorAll("button")]
  for (const button of buttons) {
    const command = COMMANDS[button.dataset.command]
    if (command) button.addEventListener("click", () => command[0](editor.chain().focus()).run())
    else wireLink(editor, holder, button)
  }
  // Pressing a button leaves the caret in the text, so that no key is lost between the two.
  tools.addEventListener("mousedown", (event) => event.preventDefault())
  // A toolbar is one stop of the Tab key; the arrows walk inside.
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0 })
  tools.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length]
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next.focus()
  })
  const refresh = () => {
    for (const button of buttons) {
      const isActive = COMMANDS[button.dataset.command]?.[1]
      if (isActive) button.setAttribute("aria-pressed", String(isActive(editor)))
      if (button.dataset.command === "link") button.setAttribute("aria-pressed", String(editor.isActive("link")))
      if (button.dataset.command === "undo") button.disabled = !editor.can().undo()
      if (button.dataset.command === "redo") button.disabled = !editor.can().redo()
    }
  }
  editor.on("transaction", refresh)
  refresh()
  tools.hidden = false
}

function start(holder) {
  const textarea = holder.querySelector("textarea")
  if (holder.classList.contains("editor") || textarea.disabled) return
  const place = document.createElement("div")
  holder.insertBefore(place, textarea)
  const editor = new Editor({
    element: place,
    injectCSS: false,
    content: textarea.value,
    extensions: [
      Document, Paragraph, Text, HardBreak, Bold, Italic, Heading.configure({ levels: [3, 4] }), BulletList,
      OrderedList, ListItem, Blockquote, History,
      Link.configure({ protocols: ["http", "https", "mailto"], defaultProtocol: "https", autolink: true }),
    ],
    editorProps: { attributes: attributesFor(textarea, holder) },
    onUpdate({ editor }) {
      const html = editor.getHTML()
      textarea.value = EMPTY.test(html) ? "" : html
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  // A text that the server sends back after a conflict; it is stored already.
  textarea.addEventListener("portal:value", () => editor.commands.setContent(textarea.value, { emitUpdate: false }))
  holder.classList.add("editor")
  holder.editor = editor
  wireTools(editor, holder)
}

const startAll = (root) => root.querySelectorAll("[data-editor]").forEach(start)
startAll(document)
// htmx brings new pieces of the page.
document.addEventListener("htmx:load", (event) => startAll(event.target.parentElement ?? document))
