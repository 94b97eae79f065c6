"""A random arm beside what was chosen, with attributes: is a group chosen more often than its cases account for?"""
